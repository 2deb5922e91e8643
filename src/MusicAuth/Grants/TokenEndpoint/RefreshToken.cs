using System.Diagnostics;

namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>A refresh token (RFC 6749, section 1.5). Prints as ***; only <see cref="Reveal"/> tells.</summary>
[DebuggerDisplay("***")]
public sealed class RefreshToken(string value)
{
    private readonly string _value = value;

    public string Reveal() => _value;

    public override string ToString() => "***";
}
