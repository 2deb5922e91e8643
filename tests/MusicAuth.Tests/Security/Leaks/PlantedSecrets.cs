using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;

namespace MusicAuth.Tests.Security.Leaks;

/// <summary>Secret values, and every form in which a secret could become visible.</summary>
public sealed class PlantedSecrets
{
    /// <summary>The beginning of every code, token and client secret of this test.</summary>
    public const string Marker = "pLaNtEdSeCrEt";

    private const int Shortest = 12;
    private readonly ConcurrentDictionary<string, string> _kinds = new(StringComparer.Ordinal);

    public PlantedSecrets() => Add("planted", Marker);

    public IEnumerable<string> Kinds => _kinds.Values.Distinct();

    /// <summary>Adds a value and its kind. A failure shows the kind instead of the value.</summary>
    public void Add(string kind, string? value)
    {
        // The search would find a shorter value by chance.
        if (value is { Length: >= Shortest }) _kinds.TryAdd(value, kind);
    }

    public SecretSearch NewSearch() => new(_kinds.SelectMany(
        secret => Forms(secret.Key).Select(form => KeyValuePair.Create(form, secret.Value))));

    private static IEnumerable<string> Forms(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        yield return value;
        yield return Uri.EscapeDataString(value);
        yield return JavaScriptEncoder.Default.Encode(value);
        yield return string.Join('\0', value.AsEnumerable());
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
        for (var offset = 0; offset < 3; offset++)
        {
            var base64 = Base64(bytes, offset);
            yield return base64;
            yield return base64.Replace('+', '-').Replace('/', '_');
        }
    }

    // In a longer encoded text: only the characters that do not depend on the bytes before and after the value.
    private static string Base64(byte[] bytes, int offset)
    {
        var all = Convert.ToBase64String([.. new byte[offset], .. bytes]);
        return all[((offset * 4 + 2) / 3)..((offset + bytes.Length) * 4 / 3)];
    }
}
