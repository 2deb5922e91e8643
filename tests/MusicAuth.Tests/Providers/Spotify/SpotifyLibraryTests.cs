using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers.Spotify;

public sealed class SpotifyLibraryTests
{
    private const string Premium = "Active premium subscription required for the owner of the app. When the "
        + "subscription status changes, it can take a few hours before requests are allowed again.";

    public static TheoryData<int, string, UpstreamFault, string?> Refusals => new()
    {
        { 401, """{"error":{"status":401,"message":"The access token expired"}}""", UpstreamFault.Unauthorized, null },
        { 400, """{"error":"Only valid bearer authentication supported"}""", UpstreamFault.Unauthorized, null },
        { 403, """{"error":{"status":403,"message":"Insufficient client scope"}}""", UpstreamFault.MissingScope, null },
        { 403, "insufficient client SCOPE", UpstreamFault.MissingScope, null },
        {
            403, """{"error":{"message":"User not registered in the Developer Dashboard"}}""",
            UpstreamFault.Forbidden, "user_not_registered"
        },
        { 403, "User not registered in the Developer Dashboard", UpstreamFault.Forbidden, "user_not_registered" },
        { 403, Premium, UpstreamFault.AppUnhealthy, "premium_lapsed" },
        { 403, """{"error":{"status":403,"message":"Forbidden"}}""", UpstreamFault.Forbidden, null },
        { 403, "", UpstreamFault.Forbidden, null },
        { 404, "<html>", UpstreamFault.NotFound, null },
        { 429, "Too many requests", UpstreamFault.RateLimited, null },
        { 429, """{"error":{"status":429,"reason":"QUOTA_EXCEEDED"}}""", UpstreamFault.RateLimited, "quota_exceeded" },
        { 500, "<html>", UpstreamFault.Unavailable, null },
        { 502, "<html><title>502 Server Error</title>", UpstreamFault.Unavailable, null },
        { 200, "{}", UpstreamFault.InvalidAnswer, null },
        { 200, """{"items":null,"total":3}""", UpstreamFault.InvalidAnswer, null },
        { 200, """{"items":7}""", UpstreamFault.InvalidAnswer, null },
    };

    [Fact]
    public void The_premium_text_is_the_one_of_159_bytes() => Premium.Length.ShouldBe(159);

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_known_by_its_words(int status, string body, UpstreamFault fault, string? reason)
    {
        using var providers = new ProvidersUnderTest(_ => StubHandler.Text(body, (HttpStatusCode)status));

        var failure = await Should.ThrowAsync<UpstreamException>(Playlists(providers, 0));

        failure.Fault.ShouldBe(fault);
        failure.Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task Requests_say_what_spotify_wants_and_nothing_more()
    {
        using var providers = new ProvidersUnderTest("""{"items":[],"total":0}""");

        await Playlists(providers, 150);
        await providers.Spotify.GetFavoritesAsync(ProvidersUnderTest.Token, new(50, 50), default);
        await providers.Spotify.GetPlaylistTracksAsync(ProvidersUnderTest.Token, "abc", new(0, 50), default);

        providers.Wire.RequestedUris.Select(uri => uri.AbsoluteUri).ShouldBe(
        [
            "https://api.spotify.com/v1/me/playlists?limit=50&offset=150",
            "https://api.spotify.com/v1/me/tracks?limit=50&offset=50",
            "https://api.spotify.com/v1/playlists/abc/items?additional_types=track,episode&limit=50&offset=0",
        ]);
        providers.Wire.LastRequest!.Headers.Authorization!.ToString().ShouldBe("Bearer to+ken/=");
        providers.Wire.LastRequest.Headers.AcceptEncoding.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a%2fb")]
    [InlineData("é")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task An_id_that_can_be_none_is_not_even_asked(string id)
    {
        using var providers = new ProvidersUnderTest("""{"items":[],"total":0}""");

        var failure = await Should.ThrowAsync<UpstreamException>(
            providers.Spotify.GetPlaylistTracksAsync(ProvidersUnderTest.Token, id, new(0, 50), default));

        failure.Fault.ShouldBe(UpstreamFault.NotFound);
        providers.Wire.RequestedUris.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"items":[],"total":200}""", 150)]
    [InlineData("""{"items":[],"total":150}""", null)]
    [InlineData("""{"items":[],"total":151,"next":null}""", 150)]
    [InlineData("""{"items":[],"total":150,"next":"https://api.spotify.com/v1/users/x/playlists?offset=7"}""", null)]
    [InlineData("""{"items":[],"total":null,"next":"https://api.spotify.com/v1/users/x/playlists?offset=7"}""", 150)]
    [InlineData("""{"items":[],"total":null,"next":null}""", null)]
    [InlineData("""{"items":[],"limit":20,"total":200}""", 120)]
    public async Task The_offset_goes_on_by_the_limit_until_the_total(string body, int? next)
    {
        using var providers = new ProvidersUnderTest(body);

        (await Playlists(providers, 100)).NextOffset.ShouldBe(next);
    }

    [Fact]
    public async Task Odd_playlists()
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
    public async Task Odd_tracks()
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

    [Fact]
    public async Task A_gateway_that_stumbles_once_is_asked_once_more()
    {
        var asked = 0;
        using var providers = new ProvidersUnderTest(_ => Interlocked.Increment(ref asked) == 1
            ? StubHandler.Text("", HttpStatusCode.BadGateway)
            : StubHandler.Json("""{"items":[],"total":0}"""));

        await Playlists(providers, 0);

        asked.ShouldBe(2);
    }

    [Theory]
    [InlineData(503, 2)]
    [InlineData(500, 1)]
    [InlineData(429, 1)]
    [InlineData(401, 1)]
    public async Task Only_gateways_get_a_second_try_and_only_one(int status, int calls)
    {
        using var providers = new ProvidersUnderTest(_ => StubHandler.Text("", (HttpStatusCode)status));

        await Should.ThrowAsync<UpstreamException>(Playlists(providers, 0));

        providers.Wire.RequestedUris.Count.ShouldBe(calls);
    }

    private static Task<ProviderPage<Playlist>> Playlists(ProvidersUnderTest providers, int offset) =>
        providers.Spotify.GetPlaylistsAsync(ProvidersUnderTest.Token, new PageRange(offset, 50), default);
}
