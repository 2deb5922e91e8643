using System.Globalization;
using System.Text;

namespace MusicAuth.Vault.Rollback;

/// <summary>The rollback counter of a database at some time, and the refresh tokens of that time.</summary>
/// <param name="InstanceId">The instance of the database.</param>
/// <param name="Epoch">The epoch of the database.</param>
/// <param name="Commits">The rollback counter.</param>
/// <param name="TokenFingerprints">Every grant with the first bytes of its token's fingerprint, or nothing.</param>
internal sealed record RollbackRecord(
    Guid InstanceId, long Epoch, long Commits, IReadOnlyDictionary<Guid, string> TokenFingerprints)
{
    private const string Title = "musicauth-mark";
    private const string End = "end";
    private const string None = "-";
    private const int FingerprintBytes = 8;

    /// <summary>The id of the master key that the database names. The file does not contain it.</summary>
    public byte[] KeyId { get; init; } = [];

    /// <returns>The first bytes: enough to tell two tokens apart, and too few to find a token.</returns>
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
