using System.Globalization;
using System.Text.Json;

namespace MusicAuth.Grants.Spill;

/// <summary>The names and the content of files in the spill folder.</summary>
internal static class SpillFile
{
    public const string Extension = ".json";

    private const int GrantLength = 32;
    private const int MaxGenerationLength = 18;
    private const int MaxRandomLength = 8;
    private const int MaxExtensionLength = 3;

    public static string NameOf(EncryptedTokenSet tokens) => $"{tokens.GrantId:N}.{tokens.Generation}{Extension}";

    /// <summary>Reads grant and generation from a file name; null where the name has another form.</summary>
    public static (Guid GrantId, long Generation)? Parse(string path) =>
        Path.GetFileName(path).Split('.') is { Length: 3 } parts && HasNameOfTokenSet(parts)
            ? (Guid.ParseExact(parts[0], "N"), long.Parse(parts[1], CultureInfo.InvariantCulture))
            : null;

    public static bool IsInterruptedWrite(string path) => IsNameOfWrite(Path.GetFileName(path));

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

    /// <returns>Null also where the file cannot be read, or has another name.</returns>
    public static EncryptedTokenSet? TryRead(string path)
    {
        try
        {
            return Parse(path) is null ? null : Read(path);
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            return null;
        }
    }

    public static byte[] Serialize(EncryptedTokenSet tokens) =>
        JsonSerializer.SerializeToUtf8Bytes(tokens, SpillJson.Default.EncryptedTokenSet);

    // DurableFile gives files that it has not completed the name of the file with two more parts.
    private static bool IsNameOfWrite(string name)
    {
        var parts = name.Split('.');
        string[] added = parts is ["reserve", ..] ? parts[1..] : HasNameOfTokenSet(parts) ? parts[3..] : [];
        return added is [var random, var extension]
            && IsRandom(random, MaxRandomLength) && IsRandom(extension, MaxExtensionLength);
    }

    private static bool HasNameOfTokenSet(string[] parts) =>
        parts is [var grant, var generation, "json", ..] && IsGrant(grant) && IsGeneration(generation);

    private static bool IsGrant(string text) => text.Length == GrantLength && text.All(char.IsAsciiHexDigitLower);

    private static bool IsGeneration(string text) =>
        text.Length is > 0 and <= MaxGenerationLength && text.All(char.IsAsciiDigit);

    private static bool IsRandom(string text, int longest) => text.Length > 0 && text.Length <= longest
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter));
}
