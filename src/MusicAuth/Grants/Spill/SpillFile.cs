using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MusicAuth.Grants.Spill;

/// <summary>The names and the content of files in the spill folder.</summary>
internal static partial class SpillFile
{
    public const string Extension = ".json";

    public static string NameOf(EncryptedTokenSet tokens) => $"{tokens.GrantId:N}.{tokens.Generation}{Extension}";

    /// <summary>Reads grant and generation from a file name; null where the name has another form.</summary>
    public static (Guid GrantId, long Generation)? Parse(string path) =>
        TokenSetName().Match(Path.GetFileName(path)) is { Success: true } name
        && long.TryParse(
            name.Groups["generation"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? (Guid.ParseExact(name.Groups["grant"].ValueSpan, "N"), generation)
            : null;

    public static bool IsInterruptedWrite(string path) => TemporaryName().IsMatch(Path.GetFileName(path));

    /// <returns>Null where the file holds no complete token set.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read by this user.</exception>
    public static EncryptedTokenSet? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), SpillJson.Default.EncryptedTokenSet)
                is { Scopes: not null, EncryptedAccessToken: not null } tokens ? tokens : null;
        }
        catch (Exception failure) when (failure is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    public static byte[] Serialize(EncryptedTokenSet tokens) =>
        JsonSerializer.SerializeToUtf8Bytes(tokens, SpillJson.Default.EncryptedTokenSet);

    [GeneratedRegex(
        @"^(?<grant>[0-9a-f]{32})\.(?<generation>[0-9]{1,18})\.json$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TokenSetName();

    // DurableFile gives these names to files that it has not completed.
    [GeneratedRegex(
        @"^([0-9a-f]{32}\.[0-9]{1,18}\.json|reserve)\.[a-z0-9]{1,8}\.[a-z0-9]{1,3}$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TemporaryName();
}
