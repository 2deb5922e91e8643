using System.Text.Json.Serialization;
using MusicAuth.Grants;
using MusicAuth.Library;
using MusicAuth.SignIn;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Spotify;

/// <summary>Who a new access token belongs to. Here an app in development mode meets its first 403.</summary>
public sealed class SpotifyProfileClient(SpotifyApi api)
{
    /// <exception cref="SignInException">In words for the page.</exception>
    public async Task<ProviderProfile> GetAsync(AccessToken accessToken)
    {
        try
        {
            // Nobody's cancellation: the code is spent, and this is the only use of it.
            var profile = await api.GetAsync(
                SourceAccess.OfSignIn(accessToken), "profile", "/me",
                SpotifyProfileJson.Default.SpotifyProfile, CancellationToken.None);
            return new ProviderProfile(profile.AccountId, profile.Id, profile.DisplayName);
        }
        catch (UpstreamException fault)
        {
            throw ProfileFaults.Explain(fault);
        }
    }
}

internal sealed record SpotifyProfile
{
    [JsonPropertyName("account_id")] public string? AccountId { get; init; }
    [JsonPropertyName("id")] public string? Id { get; init; }
    [JsonPropertyName("display_name")] public string? DisplayName { get; init; }
}

[JsonSerializable(typeof(SpotifyProfile))]
internal sealed partial class SpotifyProfileJson : JsonSerializerContext;
