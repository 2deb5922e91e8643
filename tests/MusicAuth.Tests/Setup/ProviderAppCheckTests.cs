using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Setup.SetupTest;

namespace MusicAuth.Tests.Setup;

/// <summary>MusicAuth validates an app from the page and asks the provider before it stores the app.</summary>
public sealed class ProviderAppCheckTests : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData(SpotifyPath, SpotifyId, "planted-wrong-secret", "Spotify refuses this client secret.")]
    [InlineData(SpotifyPath, "unknown", "planted-wrong-secret", "Spotify does not know this client id.")]
    [InlineData(SpotifyPath, "unknown", null, "Spotify does not know this client id.")]
    [InlineData(DeezerPath, "654321", "planted-wrong-secret", "Deezer does not know this application id.")]
    public async Task An_app_that_the_provider_refuses_is_reported_at_once_and_not_stored(
        string path, string id, string? secret, string sentence)
    {
        using var browser = _broker.NewBrowser();

        var detail = await RefusedAsync(
            browser, path, new { client_id = id, client_secret = secret }, HttpStatusCode.BadRequest,
            "invalid_parameter");

        detail.ShouldStartWith(sentence);
        detail.ShouldNotContain("planted");
        _broker.Log.All.ShouldAllBe(line => !line.Contains("planted"));
        _broker.Database.Count("provider_apps").ShouldBe(0);
        (await ItemAsync(browser, "spotify")).GetProperty("source").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_refused_app_leaves_the_current_app_unchanged()
    {
        using var dora = await OwnerAsync(_broker);

        await RefusedAsync(
            dora, SpotifyPath, new { client_id = SpotifyId, client_secret = "wrong" }, HttpStatusCode.BadRequest,
            "invalid_parameter");

        var item = await ItemAsync(dora, "spotify");
        (item.GetProperty("client_id").GetString(), item.GetProperty("check").GetString())
            .ShouldBe((SpotifyId, "ok"));
        (await dora.GetAsync("/providers")).GetProperty("items")[0].GetProperty("health").GetProperty("status")
            .GetString().ShouldBe("ok");
    }

    [Theory]
    [InlineData("\"quoted\"", "secret", "client_id contains quotes")]
    [InlineData("two words", "secret", "client_id contains a space")]
    [InlineData("id", "line\nbreak", "client_secret contains a line break")]
    [InlineData("id", "zero\u200bwidth", "client_secret contains a line break or a control character")]
    [InlineData("id:secret", "secret", "client_id contains a colon")]
    [InlineData("", "secret", "client_id is missing")]
    [InlineData(null, "secret", "client_id is missing")]
    [InlineData("id", null, "client_secret is missing. Deezer requires")]
    public async Task A_value_that_the_configuration_would_refuse_is_refused_here_too(
        string? id, string? secret, string sentence)
    {
        using var browser = _broker.NewBrowser();

        (await RefusedAsync(
            browser, DeezerPath, new { client_id = id, client_secret = secret }, HttpStatusCode.BadRequest,
            "invalid_parameter")).ShouldStartWith(sentence);
    }

    [Theory]
    [InlineData("""{"client_id":"id","client_secret":"s","scopes":"all"}""")]
    [InlineData("""{"client_id":7}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_body_of_another_form_is_refused(string body)
    {
        using var browser = _broker.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Put, SpotifyPath)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Origin", Broker.PublicUrl);

        using var answer = await browser.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_leaves_the_app_unchecked()
    {
        using var browser = _broker.NewBrowser();
        await _broker.FaultAsync(
            new { kind = "server_error", provider = "spotify", on = "token" },
            new { kind = "server_error", provider = "deezer", on = "authorize" });

        (await SetAsync(browser, SpotifyPath, SpotifyId, SpotifySecret)).GetProperty("check").GetString()
            .ShouldBe("unreachable");
        (await SetAsync(browser, DeezerPath, DeezerId, DeezerSecret)).GetProperty("check").GetString()
            .ShouldBe("unreachable");
    }

    [Fact]
    public async Task An_unknown_provider_is_not_found()
    {
        using var browser = _broker.NewBrowser();

        await RefusedAsync(
            browser, "/setup/providers/tidal", new { client_id = "id" }, HttpStatusCode.NotFound, "unknown_provider");
    }
}
