using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Access;

/// <summary>The secret of a session, an API key or an owner link. It prints as ***.</summary>
[DebuggerDisplay("***")]
internal sealed class Secret(string value)
{
    private const int Bytes = 32;

    private readonly string _value = value;

    /// <summary>The SHA-256 hash, computed once.</summary>
    public byte[] Hash => field ??= SHA256.HashData(Encoding.UTF8.GetBytes(_value));

    public static Secret Create() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    public string Reveal() => _value;

    public override string ToString() => "***";
}
