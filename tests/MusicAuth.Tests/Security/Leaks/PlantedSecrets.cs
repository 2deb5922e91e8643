using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;

namespace MusicAuth.Tests.Security.Leaks;

/// <summary>Values that may not come to light, in every form in which they could.</summary>
public sealed class PlantedSecrets
{
    /// <summary>What every code, token and client secret begins with while this test runs.</summary>
    public const string Marker = "pLaNtEdSeCrEt";

    private const int Shortest = 12;
    private readonly ConcurrentDictionary<string, string> _kinds = new(StringComparer.Ordinal);

    public PlantedSecrets() => Add("planted", Marker);

    public IEnumerable<string> Kinds => _kinds.Values.Distinct();

    /// <summary>Remembers a value under the name that a failure will show instead of it.</summary>
    public void Add(string kind, string? value)
    {
        // What is shorter would be found by chance.
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

    // Somewhere within a longer text that was encoded as a whole: only the letters that depend on nothing else.
    private static string Base64(byte[] bytes, int offset)
    {
        var all = Convert.ToBase64String([.. new byte[offset], .. bytes]);
        return all[((offset * 4 + 2) / 3)..((offset + bytes.Length) * 4 / 3)];
    }
}
