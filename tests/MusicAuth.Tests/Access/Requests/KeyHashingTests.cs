using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Requests;

/// <summary>One middleware determines the caller of a request and hashes its key once (ADR 0027).</summary>
public sealed class KeyHashingTests() : SignedInTest("spotify", "deezer")
{
    [Theory]
    [InlineData("/spotify/v1/me/tracks", "127.0.0.1:5080")]
    [InlineData("/spotify/v1/me/tracks", "musicauth")]
    [InlineData("/me/playlists", "127.0.0.1:5080")]
    [InlineData("/me/playlists", "musicauth")]
    [InlineData("/me/keys", "127.0.0.1:5080")]
    [InlineData("/nowhere", "musicauth")]
    [InlineData("/health/live", "musicauth")]
    public async Task A_request_hashes_its_key_once_on_every_path(string path, string host)
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["spotify:read", "library:read"]));
        app.DefaultRequestHeaders.Host = host;
        foreach (var times in new[] { 1, 2 })
        {
            var before = Validator.HashedKeys;

            using var response = await app.GetAsync(path);

            (Validator.HashedKeys - before).ShouldBe(1, $"request {times} of {path} to {host}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task An_unknown_key_is_hashed_once_too()
    {
        using var app = Dora.NewApp(ApiKeyFormat.Create());
        var before = Validator.HashedKeys;

        using var response = await app.GetAsync("/spotify/v1/me");

        ((int)response.StatusCode).ShouldBe(401);
        (Validator.HashedKeys - before).ShouldBe(1);
    }

    private ApiKeyValidator Validator => Broker.Services.GetRequiredService<ApiKeyValidator>();
}
