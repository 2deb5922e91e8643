using System.Globalization;
using System.Text;

namespace MusicAuth.Vault.Rollback;

/// <summary>How far an instance's database had come, and which refresh tokens were in force then.</summary>
/// <param name="InstanceId">Whose database.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Commits">Its changes of custody in all.</param>
/// <param name="TokenFingerprints">Every grant there was, with the beginning of its token's fingerprint, or nothing.</param>
public sealed record RollbackRecord(
    Guid InstanceId, long Epoch, long Commits, IReadOnlyDictionary<Guid, string> TokenFingerprints)
{
    private const string Title = "musicauth-mark";
    private const string End = "end";
    private const string None = "-";
    private const int FingerprintBytes = 8;

    /// <summary>As a mark holds it: a few bytes tell two tokens apart, and nobody finds a token by them.</summary>
    public static string ShortenFingerprint(byte[]? fingerprint) => fingerprint is { Length: >= FingerprintBytes }
        ? Convert.ToHexStringLower(fingerprint.AsSpan(0, FingerprintBytes))
        : "";

    public bool BelongsTo(InstanceMetadata meta) => meta.InstanceId == InstanceId;

    public bool IsNewerThan(long epoch, long commits) =>
        Epoch > epoch || (Epoch == epoch && Commits > commits);

    public override string ToString() => $"{Epoch}.{Commits}";

    internal byte[] Serialize()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Title} {InstanceId:N} {Epoch} {Commits}\n");
        foreach (var (grant, token) in TokenFingerprints)
            text.Append(CultureInfo.InvariantCulture, $"{grant:N} {(token.Length == 0 ? None : token)}\n");
        return Encoding.ASCII.GetBytes(text.Append(End).Append('\n').ToString());
    }

    /// <summary>Null where it is no whole mark.</summary>
    internal static RollbackRecord? Parse(string content)
    {
        if (content.Split('\n') is not [var first, .. var rows, End, ""]
            || first.Split(' ') is not [Title, var id, var epochText, var commitsText]
            || !Guid.TryParseExact(id, "N", out var instance)
            || !TryParse(epochText, out var epoch)
            || !TryParse(commitsText, out var commits))
        {
            return null;
        }

        Dictionary<Guid, string> tokens = new(rows.Length);
        foreach (var row in rows)
        {
            if (row.Split(' ') is not [var grantText, var token] || !Guid.TryParseExact(grantText, "N", out var grant))
                return null;
            tokens[grant] = token == None ? "" : token;
        }

        return new(instance, epoch, commits, tokens);
    }

    private static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
