using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers;

/// <summary>Compares the table of scopes with Spotify's OpenAPI description.</summary>
public sealed class OperationScopeTests(SharedBroker shared) : IClassFixture<SharedBroker>
{
    private readonly Broker _broker = shared.Broker;

    [Fact]
    public void The_table_agrees_with_Spotify_s_OpenAPI_description()
    {
        var described = SpotifyOpenApi.Read(SharedFiles.ReadText("spotify-web-api.openapi.yml"));

        described.Count.ShouldBeGreaterThan(80);
        described.Count(operation => operation.Scopes.Count > 0).ShouldBeGreaterThan(50);
        foreach (var (method, path, scopes) in described)
        {
            Rules("spotify").ScopesFor(method, path.Replace("{", "a-").Replace("}", ""))
                .ShouldBe(scopes, $"{method} {path}");
        }
    }

    [Theory]
    [InlineData("put", "/me/library?uris=spotify%3Atrack%3A1", "user-library-modify")]
    [InlineData("HEAD", "/me/tracks", "user-library-read")]
    [InlineData("GET", "me/tracks/", "user-library-read")]
    [InlineData("POST", "/playlists/37i9dQZF1DX/items", "playlist-modify-public")]
    public void Every_spelling_of_method_and_path_is_recognised(string method, string path, string first) =>
        Rules("spotify").ScopesFor(method, path)[0].ShouldBe(first);

    [Theory]
    [InlineData("PUT", "/me/library?uris=spotify:track:1", "user-library-modify")]
    [InlineData("DELETE", "/me/library?uris=spotify%3Aalbum%3A1%2Cspotify%3Ashow%3A2", "user-library-modify")]
    [InlineData("PUT", "/me/library?uris=spotify:artist:1", "user-follow-modify")]
    [InlineData("PUT", "/me/library?uris=spotify:playlist:1", "playlist-modify-public")]
    [InlineData("GET", "/me/library/contains?uris=spotify:episode:1", "user-library-read")]
    [InlineData("GET", "/me/library/contains?uris=spotify:user:1&x=y", "user-follow-read")]
    [InlineData("PUT", "/me/library?uris=spotify:track:1,spotify:artist:2", "user-library-modify user-follow-modify")]
    [InlineData(
        "PUT", "/me/library?uris=spotify:new:1", "user-library-modify user-follow-modify playlist-modify-public")]
    [InlineData("PUT", "/me/library", "user-library-modify user-follow-modify playlist-modify-public")]
    public void The_kind_of_the_saved_item_decides_the_scope(string method, string path, string scopes) =>
        string.Join(' ', Rules("spotify").ScopesFor(method, path)).ShouldBe(scopes);

    [Theory]
    [InlineData("spotify", "PATCH", "/me/tracks")]
    [InlineData("spotify", "GET", "/me/TRACKS")]
    [InlineData("spotify", "GET", "/")]
    [InlineData("spotify", "GET", "")]
    [InlineData("spotify", "GET", "/search?q=/me/tracks")]
    [InlineData("spotify", "GET", "/me/tracks/a/b/c/d")]
    [InlineData("deezer", "GET", "/playlist/1/tracks")]
    [InlineData("deezer", "GET", "/search")]
    public void An_operation_that_needs_no_scope_or_is_unknown_has_none(string provider, string method, string path) =>
        Rules(provider).ScopesFor(method, path).ShouldBeEmpty();

    [Theory]
    [InlineData("GET", "/user/me/tracks", "basic_access")]
    [InlineData("GET", "/user/me/history", "listening_history")]
    [InlineData("POST", "/user/me/playlists?title=x", "manage_library")]
    [InlineData("POST", "/playlist/1/tracks", "manage_library")]
    [InlineData("DELETE", "/playlist/1/tracks", "delete_library")]
    [InlineData("DELETE", "/user/me/tracks", "delete_library")]
    [InlineData("POST", "/user/me/followings", "manage_community")]
    [InlineData("DELETE", "/user/me/followings", "manage_community")]
    public void Deezer_operations_have_their_permissions(string method, string path, string permission) =>
        Rules("deezer").ScopesFor(method, path).ShouldBe([permission]);

    private IScopeRules Rules(string provider) =>
        _broker.Services.GetServices<IScopeRules>().Single(rules => rules.Provider == provider);
}
