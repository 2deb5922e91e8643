using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Grants.Leases;

/// <summary>
/// Written before a refresh token is sent, gone once the answer is stored. One that is found open means that the
/// provider may have answered and nobody kept it.
/// </summary>
public sealed class RefreshIntent
{
    private const int FingerprintLength = 16;

    public Guid GrantId { get; init; }
    public long Generation { get; set; }

    /// <summary>Of the refresh token that is sent: the first half of its SHA-256.</summary>
    public required byte[] TokenFingerprint { get; set; }
    public Guid InstanceId { get; set; }
    public Guid Owner { get; set; }
    public DateTimeOffset StartedAt { get; set; }

    public static byte[] Fingerprint(RefreshToken token) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal()))[..FingerprintLength];
}
