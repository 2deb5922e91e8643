using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Grants.Leases;

/// <summary>
/// Is stored before a refresh token is sent, and removed when the response is stored. An intent of an earlier run means
/// that the provider may have used the token, and that its response is lost.
/// </summary>
internal sealed class RefreshIntent
{
    private const int FingerprintLength = 16;

    public Guid GrantId { get; init; }
    public long Generation { get; set; }

    /// <summary>The first half of the SHA-256 of the refresh token that is sent.</summary>
    public required byte[] TokenFingerprint { get; set; }
    public Guid InstanceId { get; set; }
    public Guid Owner { get; set; }
    public DateTimeOffset StartedAt { get; set; }

    public static byte[] Fingerprint(RefreshToken token) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal()))[..FingerprintLength];
}
