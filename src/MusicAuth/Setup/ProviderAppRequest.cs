using System.Text.Json.Serialization;

namespace MusicAuth.Setup;

/// <summary>The app that the owner registered at a provider.</summary>
/// <param name="ClientId">The client id; the application id at Deezer.</param>
/// <param name="ClientSecret">The client secret. Spotify works without one, Deezer does not.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ProviderAppRequest(string? ClientId = null, string? ClientSecret = null)
{
    public override string ToString() => "***";
}
