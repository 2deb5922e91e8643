using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Access;

/// <summary>
/// The right to become the owner of an unclaimed instance from elsewhere than loopback: printed at start, good for an
/// hour, and of no use once there is an owner (SECURITY T28).
/// </summary>
public sealed class ClaimLink(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private readonly Lock _lock = new();
    private byte[]? _hash;
    private DateTimeOffset _ends;

    /// <summary>Makes a new claim; an earlier one ends.</summary>
    public string Issue()
    {
        var claim = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (_lock)
        {
            _hash = Hash(claim);
            _ends = time.GetUtcNow() + Life;
        }

        return claim;
    }

    public bool Opens(string? claim)
    {
        if (string.IsNullOrEmpty(claim))
            return false;
        lock (_lock)
            return _hash is not null && time.GetUtcNow() < _ends &&
                CryptographicOperations.FixedTimeEquals(_hash, Hash(claim));
    }

    private static byte[] Hash(string claim) => SHA256.HashData(Encoding.UTF8.GetBytes(claim));
}
