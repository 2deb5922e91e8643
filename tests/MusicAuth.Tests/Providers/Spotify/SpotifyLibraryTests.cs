using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers.Spotify;

public sealed class SpotifyLibraryTests
{
    [Theory]
    [InlineData("""{"items":[],"total":200}""", 150)]
    [InlineData("""{"items":[],"total":150}""", null)]
    [InlineData("""{"items":[],"total":151,"next":null}""", 150)]
    [InlineData("""{"items":[],"total":150,"next":"https://api.spotify.com/v1/users/x/playlists?offset=7"}""", null)]
    [InlineData("""{"items":[],"total":null,"next":"https://api.spotify.com/v1/users/x/playlists?offset=7"}""", 150)]
    [InlineData("""{"items":[],"total":null,"next":null}""", null)]
    [InlineData("""{"items":[],"limit":20,"total":200}""", 120)]
    public async Task The_next_offset_grows_by_the_limit_up_to_the_total(string body, int? next)
    {
        using var providers = new ProvidersUnderTest(body);

        (await Playlists(providers, 100)).NextOffset.ShouldBe(next);
    }

    [Fact]
    public async Task Malformed_playlists_keep_their_readable_fields()
    {
        using var providers = new ProvidersUnderTest(
            """
            {"total":5,"items":[
              null,
              {"id":"a","name":"new","items":{"total":3},"tracks":null,"images":[],"owner":null},
              {"id":"b","name":"old","tracks":{"total":4},"images":null},
              {"id":"c","name":null,"tracks":{"total":null},"images":[null,{"url":null},{"url":"https://i/x"}]},
              {"id":"d","name":"foreign","external_urls":{"spotify":"javascript:alert(1)"}}
            ]}
            """);

        var entries = (await Playlists(providers, 0)).Entries;

        entries.Select(entry => entry?.TracksTotal).ShouldBe([null, 3, 4, null, null]);
        entries.Select(entry => entry?.ImageUrl).ShouldBe([null, null, null, "https://i/x", null]);
        entries[0].ShouldBeNull();
        entries[3]!.Name.ShouldBeNull();
        entries[4]!.Url.ShouldBeNull();
    }

    [Fact]
    public async Task Malformed_tracks_keep_their_readable_fields()
    {
        using var providers = new ProvidersUnderTest(
            """
            {"total":7,"items":[
              null,
              {"added_at":"2026-01-02T03:04:05Z","item":null,"track":null},
              {"item":{"id":"a","name":"item","type":"track","artists":[null,{"id":null,"name":"A"}]},
                "track":{"id":"x"}},
              {"track":{"id":"b","name":"track","type":"track","artists":null,"album":null}},
              {"is_local":true,"added_at":null,"item":{"id":null,"name":"file","uri":"spotify:local:A:B:file:273",
                "is_local":true,"duration_ms":273000,"artists":[{"name":"A"}],
                "album":{"id":null,"name":"B","images":[]}}},
              {"item":{"id":"e","name":"episode","type":"episode","episode":true,"track":false,"explicit":false,
                "show":{"id":"s","name":"show","images":[{"url":"https://i/show"}]},"duration_ms":"1000"}},
              {"added_at":"","item":{"id":"f","name":"","type":"track"}}
            ]}
            """);

        var entries = (await providers.Spotify.GetPlaylistTracksAsync(
            ProvidersUnderTest.Token, "abc", ProvidersUnderTest.First(50), default)).Entries;

        entries.Count.ShouldBe(7);
        entries[0].ShouldBeNull();
        entries[1].ShouldBeNull();
        entries.Select(entry => entry?.Id).ShouldBe([null, null, "a", "b", null, "e", "f"]);
        entries[2]!.Artists.ShouldBe([new Artist(null, "A")]);
        entries[4]!.Kind.ShouldBe(TrackKind.Local);
        entries[4]!.Album.ShouldBe(new Album(null, "B", null));
        entries[4]!.Artists.Single().Name.ShouldBe("A");
        entries[5]!.Kind.ShouldBe(TrackKind.Episode);
        entries[5]!.Album.ShouldBe(new Album("s", "show", "https://i/show"));
        entries[5]!.DurationMs.ShouldBe(1000);
        entries[6]!.AddedAt.ShouldBeNull();
    }

    private static Task<ProviderPage<Playlist>> Playlists(ProvidersUnderTest providers, int offset) =>
        providers.Spotify.GetPlaylistsAsync(ProvidersUnderTest.Token, new PageRange(offset, 50), default);
}
