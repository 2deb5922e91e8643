using System.Diagnostics;

namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>A refresh token (RFC 6749, section 1.5). Prints as ***; <see cref="Reveal"/> gives the value.</summary>
[DebuggerDisplay("***")]
public sealed class RefreshToken(string value)
{
    public string Reveal() => value;

    public override string ToString() => "***";
}
