using System.Diagnostics;

namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>An access token (RFC 6749, section 1.4). Prints as ***; only <see cref="Reveal"/> tells.</summary>
[DebuggerDisplay("***")]
public sealed class AccessToken(string value)
{
    private readonly string _value = value;

    public string Reveal() => _value;

    public override string ToString() => "***";
}
