using System.Text.Json.Serialization;

namespace MusicAuth.Setup;

/// <summary>The app that the owner registered at a provider.</summary>
/// <param name="ClientId">The client id; the application id at Deezer.</param>
/// <param name="ClientSecret">
/// The client secret. Null keeps the stored secret of the same client id. An empty one, or null where none is stored,
/// means a public client, which Spotify allows and Deezer does not.
/// </param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ProviderAppRequest(string? ClientId = null, string? ClientSecret = null)
{
    public override string ToString() => "***";
}
