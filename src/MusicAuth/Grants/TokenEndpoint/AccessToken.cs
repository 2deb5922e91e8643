using System.Diagnostics;

namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>An access token (RFC 6749, section 1.4). Prints as ***; <see cref="Reveal"/> gives the value.</summary>
[DebuggerDisplay("***")]
public sealed class AccessToken(string value)
{
    public string Reveal() => value;

    public override string ToString() => "***";
}
