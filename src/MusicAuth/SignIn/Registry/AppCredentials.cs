using System.Diagnostics;

namespace MusicAuth.SignIn.Registry;

/// <summary>The client id and secret of a provider app (RFC 6749, section 2.3). They print as ***.</summary>
/// <param name="ClientId">Not empty.</param>
/// <param name="ClientSecret">Null for a public client.</param>
[DebuggerDisplay("***")]
internal sealed record AppCredentials(string ClientId, string? ClientSecret)
{
    public override string ToString() => "***";
}
