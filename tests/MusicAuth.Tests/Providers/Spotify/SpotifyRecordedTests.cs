using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers.Spotify;

public sealed class SpotifyRecordedTests
{
    [Fact]
    public async Task Playlists()
    {
        using var providers = new ProvidersUnderTest(SharedFiles.ReadRecorded("spotify/current_user_playlist_1.json"));

        var window = await providers.Spotify.GetPlaylistsAsync(
            ProvidersUnderTest.Token, ProvidersUnderTest.First(50), default);

        window.Total.ShouldBe(94);
        window.NextOffset.ShouldBe(48, "the recorded response has 48 items for a limit of 50");
        window.Entries.Count.ShouldBe(48);
        window.Entries[0].ShouldBe(new Playlist
        {
            Provider = "spotify",
            Id = "1Cp6VQCKf2VL4sP09jN9oX",
            Name = "To find",
            Owner = new PlaylistOwner("1112264649", "Joost Lekkerkerker"),
            TracksTotal = 1,
            Public = true,
            Collaborative = false,
            ImageUrl = "https://i.scdn.co/image/ab67616d00001e022f41071676f4f50842581fb4",
            Url = "https://open.spotify.com/playlist/1Cp6VQCKf2VL4sP09jN9oX",
            Revision = "AAAAAqEcxS92ddZ6R83Q8TWFhYshm18s",
        });
        window.Entries.Count(playlist => playlist!.ImageUrl is null).ShouldBe(1);
        window.Entries[2]!.Description.ShouldBe("New playlist description");
        window.Entries.ShouldAllBe(playlist => playlist!.TracksTotal != null && !playlist.Favorites);
    }

    [Fact]
    public async Task Saved_tracks()
    {
        using var providers = new ProvidersUnderTest(SharedFiles.ReadRecorded("spotify/saved_tracks.json"));

        var window = await providers.Spotify.GetFavoritesAsync(
            ProvidersUnderTest.Token, ProvidersUnderTest.First(50), default);

        window.Total.ShouldBe(5320);
        window.Entries.Count.ShouldBe(48);
        var track = window.Entries[0]!;
        track.Id.ShouldBe("0Y0PdrwwWtYTFhCY5Kj0iv");
        track.Title.ShouldBe("Cold Silver");
        track.Artists.ShouldBe([new Artist("61jrgPBUklDAQV9DptCc8u", "Starbenders")]);
        track.Album.ShouldBe(new Album(
            "1X0ak6iQZOYqdVXzj8Tfbz",
            "Cold Silver",
            "https://i.scdn.co/image/ab67616d0000b2736a2135afb61a9fa65676be6d"));
        track.DurationMs.ShouldBe(222_242);
        track.Isrc.ShouldBe("USYFZ2565101");
        track.Explicit.ShouldBe(true);
        track.Playable.ShouldBe(true);
        track.Kind.ShouldBe(TrackKind.Track);
        track.AddedAt.ShouldBe(new DateTimeOffset(2026, 2, 23, 13, 28, 26, TimeSpan.Zero));
        track.Url.ShouldBe("https://open.spotify.com/track/0Y0PdrwwWtYTFhCY5Kj0iv");
        window.Entries.ShouldAllBe(entry => entry!.Isrc != null && entry.AddedAt != null && entry.Artists.Count > 0);
    }

    [Fact]
    public async Task Playlist_items()
    {
        using var providers = new ProvidersUnderTest(SharedFiles.ReadRecorded("spotify/playlist_items.json"));

        var window = await providers.Spotify.GetPlaylistTracksAsync(
            ProvidersUnderTest.Token, "1Cp6VQCKf2VL4sP09jN9oX", ProvidersUnderTest.First(50), default);

        window.Total.ShouldBe(1);
        window.NextOffset.ShouldBeNull();
        var track = window.Entries.Single()!;
        track.Title.ShouldBe("All I Need");
        track.Artists.Select(artist => artist.Name).ShouldBe(["Maribou State", "Andreya Triana"]);
        track.Isrc.ShouldNotBeNull();
        track.Playable.ShouldBeNull();
    }

    [Fact]
    public async Task A_missing_playlist_is_not_found()
    {
        var body = SharedFiles.ReadRecorded("spotify/playlist_not_found.json");
        using var providers = new ProvidersUnderTest(_ => StubHandler.Json(body, HttpStatusCode.NotFound));

        (await Failure(providers)).Fault.ShouldBe(UpstreamFault.NotFound);
    }

    [Fact]
    public async Task A_recorded_429_is_a_rate_limit()
    {
        var body = SharedFiles.ReadRecorded("spotify/rate_limit.json");
        using var providers = new ProvidersUnderTest(_ => StubHandler.Json(body, HttpStatusCode.TooManyRequests));

        var failure = await Failure(providers);

        failure.Fault.ShouldBe(UpstreamFault.RateLimited);
        failure.Reason.ShouldBeNull();
    }

    private static Task<UpstreamException> Failure(ProvidersUnderTest providers) =>
        Should.ThrowAsync<UpstreamException>(providers.Spotify.GetPlaylistTracksAsync(
            ProvidersUnderTest.Token, "gone", ProvidersUnderTest.First(50), default));
}
