using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Pages;

/// <summary>The page has a sentence for every scope of the providers.</summary>
public sealed class ConsentWordsTests
{
    private static readonly string[] Permissions =
    [
        "basic_access", "email", "offline_access", "manage_library", "manage_community", "delete_library",
        "listening_history",
    ];

    private static readonly PageDictionary Dictionary = PageDictionary.Read("en");

    [Fact]
    public void Every_scope_of_the_spotify_api_has_a_sentence()
    {
        var scopes = SpotifyOpenApi.Scopes(SharedFiles.ReadText("spotify-web-api.openapi.yml"));

        scopes.Count.ShouldBeGreaterThan(15);
        scopes.Where(scope => !Dictionary.Texts.ContainsKey($"scopes.spotify.{scope}")).ShouldBeEmpty();
    }

    [Fact]
    public void Every_permission_of_deezer_has_a_sentence() =>
        Permissions.Where(permission => !Dictionary.Texts.ContainsKey($"scopes.deezer.{permission}")).ShouldBeEmpty();
}
