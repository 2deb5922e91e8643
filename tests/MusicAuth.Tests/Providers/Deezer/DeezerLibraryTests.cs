using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers.Deezer;

public sealed class DeezerLibraryTests
{
    public static TheoryData<int, string, UpstreamFault> Errors => new()
    {
        { 200, """{"error":{"type":"Exception","message":"Quota exceeded","code":4}}""", UpstreamFault.RateLimited },
        { 200, """{"error":{"type":"Exception","message":"busy","code":700}}""", UpstreamFault.Unavailable },
        { 200, """{"error":{"type":"OAuthException","message":"x","code":300}}""", UpstreamFault.Unauthorized },
        { 200, """{"error":{"type":"OAuthException","message":"x","code":"300"}}""", UpstreamFault.Unauthorized },
        { 200, """{"error":{"type":"Exception","message":"An error has occured"}}""", UpstreamFault.Unavailable },
        { 200, """{"error":"Not Found"}""", UpstreamFault.NotFound },
        { 404, """{"error":"Not Found"}""", UpstreamFault.NotFound },
        { 404, """{"error":{"type":"DataException","message":"no data","code":800}}""", UpstreamFault.NotFound },
        { 403, """{"error":{"type":"Exception","code":4}}""", UpstreamFault.RateLimited },
        { 503, """{"error":{"type":"Exception","code":4}}""", UpstreamFault.RateLimited },
        { 429, "", UpstreamFault.RateLimited },
        { 403, "<html>", UpstreamFault.Forbidden },
        { 500, "<html>", UpstreamFault.Unavailable },
        { 200, """{"error":[],"results":true}""", UpstreamFault.InvalidAnswer },
        { 200, "true", UpstreamFault.InvalidAnswer },
        { 200, "wrong code", UpstreamFault.InvalidAnswer },
        { 200, "{}", UpstreamFault.InvalidAnswer },
        { 200, """{"data":{},"total":3}""", UpstreamFault.InvalidAnswer },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Errors_are_known_by_their_code(int status, string body, UpstreamFault fault)
    {
        using var providers = new ProvidersUnderTest(_ => StubHandler.Text(body, (HttpStatusCode)status));

        (await Should.ThrowAsync<UpstreamException>(Favorites(providers))).Fault.ShouldBe(fault);
    }

    [Fact]
    public async Task An_empty_error_beside_data_is_a_success()
    {
        using var providers = new ProvidersUnderTest("""{"error":[],"data":[{"id":1,"title":"x"}],"total":1}""");

        (await Favorites(providers)).Entries.Single()!.Title.ShouldBe("x");
    }

    [Fact]
    public async Task The_quota_pauses_for_five_seconds()
    {
        using var providers = new ProvidersUnderTest("""{"error":{"type":"Exception","code":4}}""");

        await Should.ThrowAsync<UpstreamException>(Favorites(providers));
        var failure = await Should.ThrowAsync<UpstreamException>(Favorites(providers));

        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        providers.Wire.RequestedUris.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Requests_say_what_deezer_wants_and_nothing_more()
    {
        using var providers = new ProvidersUnderTest("""{"data":[],"total":0}""");

        await providers.Deezer.GetPlaylistsAsync(ProvidersUnderTest.Token, new(0, 100), default);
        await providers.Deezer.GetFavoritesAsync(ProvidersUnderTest.Token, new(100, 100), default);
        await providers.Deezer.GetPlaylistTracksAsync(ProvidersUnderTest.Token, "42", new(200, 100), default);
        await providers.Deezer.GetFlowAsync(ProvidersUnderTest.Token, default);

        providers.Wire.RequestedUris.Select(uri => uri.AbsoluteUri).ShouldBe(
        [
            "https://api.deezer.com/user/me/playlists?index=0&limit=100&access_token=to%2Bken%2F%3D",
            "https://api.deezer.com/user/me/tracks?index=100&limit=100&access_token=to%2Bken%2F%3D",
            "https://api.deezer.com/playlist/42/tracks?index=200&limit=100&access_token=to%2Bken%2F%3D",
            "https://api.deezer.com/user/me/flow?access_token=to%2Bken%2F%3D",
        ]);
        providers.Wire.LastRequest!.Headers.Authorization.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("-1")]
    [InlineData("1/2")]
    [InlineData("٣")]
    [InlineData("99999999999999999999")]
    public async Task An_id_that_can_be_none_is_not_even_asked(string id)
    {
        using var providers = new ProvidersUnderTest("""{"data":[],"total":0}""");

        var failure = await Should.ThrowAsync<UpstreamException>(
            providers.Deezer.GetPlaylistTracksAsync(ProvidersUnderTest.Token, id, new(0, 100), default));

        failure.Fault.ShouldBe(UpstreamFault.NotFound);
        providers.Wire.RequestedUris.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_log_line_shows_the_token_or_the_answer()
    {
        using var providers = new ProvidersUnderTest(_ => StubHandler.Text("to+ken/= BODY", HttpStatusCode.BadGateway));

        await Should.ThrowAsync<UpstreamException>(Favorites(providers));

        var lines = providers.Logs.GetSnapshot();
        lines.ShouldContain(line => line.Message.Contains("favorites at deezer failed"));
        foreach (var text in lines.Select(line => $"{line.Message} {line.Exception} {string.Join(' ', line.Scopes)}"))
        {
            text.ShouldNotContain("to+ken");
            text.ShouldNotContain("to%2Bken");
            text.ShouldNotContain("BODY");
        }
    }

    [Fact]
    public async Task A_short_page_goes_on_where_next_says()
    {
        using var providers = new ProvidersUnderTest(
            """
            {"data":[{"id":1,"title":"a"}],"total":400,
             "next":"https://api.deezer.com/user/me/tracks?limit=100&access_token=T&index=194"}
            """);

        (await Favorites(providers)).NextOffset.ShouldBe(194);
    }

    [Fact]
    public async Task Odd_tracks()
    {
        using var providers = new ProvidersUnderTest(
            """
            {"data":[
              null,
              {"id":"7","title":null,"artist":[],"album":[],"duration":null,"time_add":0,"isrc":""},
              {"id":-12,"title":"my own file","artist":{"name":"me"},"time_add":99999999999999},
              {"title":"no id"},
              {"id":9,"title":"x","link":"https://api.deezer.com/x?access_token=T"}
            ],"total":5}
            """);

        var entries = (await Favorites(providers)).Entries;

        entries.Select(entry => entry?.Id).ShouldBe([null, "7", "-12", null, "9"]);
        entries[1]!.Artists.ShouldBeEmpty();
        entries[1]!.Album.ShouldBeNull();
        entries[1]!.DurationMs.ShouldBeNull();
        entries[1]!.Isrc.ShouldBeNull();
        entries[1]!.AddedAt.ShouldBeNull();
        entries[2]!.AddedAt.ShouldBeNull();
        entries[2]!.Url.ShouldBeNull();
        entries[4]!.Url.ShouldBe("https://www.deezer.com/track/9");
    }

    private static Task<ProviderPage<Track>> Favorites(ProvidersUnderTest providers) =>
        providers.Deezer.GetFavoritesAsync(ProvidersUnderTest.Token, ProvidersUnderTest.First(100), default);
}
