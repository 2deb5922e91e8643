using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Setup.SetupTest;

namespace MusicAuth.Tests.Setup;

/// <summary>The owner saves an app again, without entering its secret.</summary>
public sealed class StoredSecretTests : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_request_without_a_secret_keeps_the_stored_one()
    {
        using var dora = await OwnerAsync(_broker);
        await SetAsync(dora, DeezerPath, DeezerId, DeezerSecret);

        var spotify = await SetAsync(dora, SpotifyPath, SpotifyId, secret: null);
        var deezer = await SetAsync(dora, DeezerPath, DeezerId, secret: null);

        HasSecret(spotify).ShouldBeTrue();
        spotify.GetProperty("check").GetString().ShouldBe("ok");
        HasSecret(deezer).ShouldBeTrue();
        InUse(_broker, "spotify").ShouldBe(new AppCredentials(SpotifyId, SpotifySecret));
        InUse(_broker, "deezer").ShouldBe(new AppCredentials(DeezerId, DeezerSecret));
        _broker.Clock.Advance(TimeSpan.FromHours(2));
        (await dora.GetAsync("/me/playlists?limit=1&provider=spotify")).GetProperty("items").GetArrayLength()
            .ShouldBe(1);
    }

    [Fact]
    public async Task The_stored_secret_is_checked_again_and_an_empty_one_removes_it()
    {
        using var dora = await OwnerAsync(_broker);
        await SetSpotifyAppsAsync(_broker, newSecret: "another-secret");

        await RefusedAsync(
            dora, SpotifyPath, new { client_id = SpotifyId }, HttpStatusCode.BadRequest, "invalid_parameter");
        HasSecret(await SetAsync(dora, SpotifyPath, OtherId, secret: null)).ShouldBeFalse();
        await SetAsync(dora, SpotifyPath, OtherId, OtherSecret);

        HasSecret(await SetAsync(dora, SpotifyPath, OtherId, secret: "")).ShouldBeFalse();
    }

    private static bool HasSecret(JsonElement app) => app.GetProperty("has_secret").GetBoolean();
}
