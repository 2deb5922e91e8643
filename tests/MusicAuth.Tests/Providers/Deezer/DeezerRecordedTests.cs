using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers.Deezer;

public sealed class DeezerRecordedTests
{
    [Fact]
    public async Task Playlists()
    {
        using var providers = new ProvidersUnderTest(SharedFiles.ReadRecorded("deezer/user-get-playlists.json"));

        var window = await providers.Deezer.GetPlaylistsAsync(
            ProvidersUnderTest.Token, ProvidersUnderTest.First(100), default);

        window.Total.ShouldBe(28);
        window.NextOffset.ShouldBe(25);
        window.Entries.Count.ShouldBe(25);
        var first = window.Entries[0]!;
        first.Id.ShouldBe("6524601444");
        first.Name.ShouldBe("30 second to mars");
        first.Owner.ShouldBe(new PlaylistOwner("2067571522", "Yevhen"));
        first.TracksTotal.ShouldBe(22);
        first.Public.ShouldBe(true);
        first.Collaborative.ShouldBe(false);
        first.Revision.ShouldBe("820ecf146f244cd0211d673f91682611");
        first.Url.ShouldBe("https://www.deezer.com/playlist/6524601444");
        first.ImageUrl!.ShouldEndWith("/500x500-000000-80-0-0.jpg");
        window.Entries.Select(playlist => playlist!.Favorites).ShouldBe(Enumerable.Range(0, 25).Select(i => i == 9));
    }

    [Fact]
    public async Task Favourite_tracks()
    {
        using var providers = new ProvidersUnderTest(SharedFiles.ReadRecorded("deezer/user-get-tracks.json"));

        var window = await providers.Deezer.GetFavoritesAsync(
            ProvidersUnderTest.Token, ProvidersUnderTest.First(100), default);

        window.Total.ShouldBe(339);
        window.NextOffset.ShouldBe(25);
        var track = window.Entries[0]!;
        track.Id.ShouldBe("14932098");
        track.Title.ShouldBe("Lonely Boy");
        track.Artists.ShouldBe([new Artist("2483", "The Black Keys")]);
        track.Album!.Id.ShouldBe("1376944");
        track.Album.Name.ShouldBe("El Camino");
        track.Album.ImageUrl!.ShouldEndWith("/500x500-000000-80-0-0.jpg");
        track.DurationMs.ShouldBe(193_000);
        track.Isrc.ShouldBeNull();
        track.Explicit.ShouldBe(false);
        track.Playable.ShouldBe(true);
        track.AddedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_530_550_002));
        track.Url.ShouldBe("https://www.deezer.com/track/14932098");
        window.Entries.Count(entry => entry!.Playable == false).ShouldBe(7);
    }

    [Fact]
    public async Task Playlist_tracks()
    {
        using var providers = new ProvidersUnderTest(SharedFiles.ReadRecorded("deezer/playlist-get-tracks.json"));

        var window = await providers.Deezer.GetPlaylistTracksAsync(
            ProvidersUnderTest.Token, "10517702202", ProvidersUnderTest.First(100), default);

        window.Total.ShouldBe(16);
        window.NextOffset.ShouldBe(1);
        window.Entries.Single()!.Isrc.ShouldBe("GBAHT2200942");
    }

    [Fact]
    public async Task Flow()
    {
        using var providers = new ProvidersUnderTest(SharedFiles.ReadRecorded("deezer/user-get-flow.json"));

        var window = await providers.Deezer.GetFlowAsync(ProvidersUnderTest.Token, default);

        window.Total.ShouldBeNull();
        window.NextOffset.ShouldBeNull();
        window.Entries.Count.ShouldBe(24);
        window.Entries[0]!.Title.ShouldBe("Such a Shame (Original Version)");
        window.Entries[0]!.Url.ShouldBe("https://www.deezer.com/track/3129547");
        window.Entries[0]!.AddedAt.ShouldBeNull();
    }

    [Theory]
    [InlineData("user-get-playlists")]
    [InlineData("user-get-tracks")]
    public async Task The_token_in_the_next_link_is_not_passed_on(string file)
    {
        var body = SharedFiles.ReadRecorded($"deezer/{file}.json");
        body.ShouldContain("SCRUBBED_TOKEN");
        using var providers = new ProvidersUnderTest(body);

        object window = file == "user-get-tracks"
            ? await providers.Deezer.GetFavoritesAsync(ProvidersUnderTest.Token, new(0, 100), default)
            : await providers.Deezer.GetPlaylistsAsync(ProvidersUnderTest.Token, new(0, 100), default);

        JsonSerializer.Serialize(window).ShouldNotContain("SCRUBBED_TOKEN");
    }

    [Theory]
    [InlineData("error-data-exception", UpstreamFault.NotFound)]
    [InlineData("error-exception", UpstreamFault.RateLimited)]
    [InlineData("error-individual-account-changed-not-allowed-exception", UpstreamFault.Forbidden)]
    [InlineData("error-invalid-query-exception", UpstreamFault.InvalidAnswer)]
    [InlineData("error-missing-parameter-exception", UpstreamFault.InvalidAnswer)]
    [InlineData("error-oauth-exception", UpstreamFault.MissingScope)]
    [InlineData("error-parameter-exception", UpstreamFault.InvalidAnswer)]
    [InlineData("error-simple-api-http-exception", UpstreamFault.AppUnhealthy)]
    public async Task Errors_at_status_200(string file, UpstreamFault fault)
    {
        using var providers = new ProvidersUnderTest(SharedFiles.ReadRecorded($"deezer/{file}.json"));

        var failure = await Should.ThrowAsync<UpstreamException>(
            providers.Deezer.GetFavoritesAsync(ProvidersUnderTest.Token, ProvidersUnderTest.First(100), default));

        failure.Fault.ShouldBe(fault);
        failure.Reason.ShouldBe(fault is UpstreamFault.AppUnhealthy ? "app_disabled" : null);
    }
}
