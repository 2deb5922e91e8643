using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MusicAuth.Grants.Spill;

/// <summary>What a file in the spill folder is, by its name and by what it holds.</summary>
internal static partial class SpillFile
{
    public const string Extension = ".json";

    public static string NameOf(EncryptedTokenSet tokens) => $"{tokens.GrantId:N}.{tokens.Generation}{Extension}";

    /// <summary>Grant and generation of a file that is named as ours are; null for all others.</summary>
    public static (Guid GrantId, long Generation)? Parse(string path) =>
        OfTokens().Match(Path.GetFileName(path)) is { Success: true } name
        && long.TryParse(
            name.Groups["generation"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? (Guid.ParseExact(name.Groups["grant"].ValueSpan, "N"), at)
            : null;

    /// <summary>Whether a run that was killed was writing it.</summary>
    public static bool IsInterruptedWrite(string path) => Unfinished().IsMatch(Path.GetFileName(path));

    /// <summary>Null where it holds no whole token set.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static EncryptedTokenSet? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), SpillJson.Default.EncryptedTokenSet)
                is { Scopes: not null, SealedAccessToken: not null } tokens ? tokens : null;
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
    private static partial Regex OfTokens();

    // As DurableFile names what is not whole yet.
    [GeneratedRegex(
        @"^([0-9a-f]{32}\.[0-9]{1,18}\.json|reserve)\.[a-z0-9]{1,8}\.[a-z0-9]{1,3}$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Unfinished();
}
