using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.Callback;

/// <summary>Case f18: the callback reports the right reason.</summary>
public sealed class CallbackErrorTests : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("error=access_denied", "sign_in_refused", null)]
    [InlineData("error=invalid_request", "sign_in_failed", "invalid_request")]
    [InlineData("error=unauthorized_client", "sign_in_failed", "unauthorized_client")]
    [InlineData("error=unsupported_response_type", "sign_in_failed", "unsupported_response_type")]
    [InlineData("error=invalid_scope", "sign_in_failed", "invalid_scope")]
    [InlineData("error=server_error&error_description=Oops", "sign_in_failed", "server_error")]
    [InlineData("error=temporarily_unavailable", "sign_in_failed", "temporarily_unavailable")]
    [InlineData("error=invented%0d%0aword", "sign_in_failed", "provider_error")]
    [InlineData("error_reason=user_denied", "sign_in_refused", null)]
    [InlineData("error_reason=server_error", "sign_in_failed", "server_error")]
    [InlineData("error_reason=else", "sign_in_failed", "provider_error")]
    [InlineData("error_description=else", "sign_in_failed", "provider_error")]
    [InlineData("error=server_error&code=abc", "sign_in_failed", "server_error")]
    [InlineData("code=", "sign_in_failed", "no_code")]
    [InlineData("x=y", "sign_in_failed", "no_code")]
    public async Task F18_an_error_of_the_provider_is_reported_without_a_token_call(
        string query, string code, string? reason)
    {
        foreach (var provider in new[] { "spotify", "deezer" })
        {
            using var browser = _broker.NewBrowser();
            var consented = await browser.ChooseConsentAsync(await browser.StartSignInAsync(provider), "person=dora");
            var state = consented.Query.TrimStart('?').Split('&').Single(
                pair => pair.StartsWith("state=", StringComparison.Ordinal));
            var end = $"/?error={code}&provider={provider}" + (reason is null ? "" : $"&reason={reason}");

            (await browser.FollowCallbackAsync(new Uri($"{Broker.PublicUrl}/callback/{provider}?{query}&{state}")))
                .ShouldBe(end);

            browser.Cookies.ShouldBeEmpty("the flow has ended");
        }

        var stats = await _broker.StatsAsync();
        (stats.Spotify.TokenRequests + stats.Deezer.TokenRequests).ShouldBe(0);
        _broker.Database.Count("spent_states").ShouldBe(0);
    }

    [Theory]
    [InlineData("error=server_error", "/?error=sign_in_failed&provider=spotify&reason=server_error")]
    [InlineData("error_reason=user_denied", "/?error=sign_in_refused&provider=spotify")]
    [InlineData("error=server_error&state=forged", "/?error=sign_in_failed&provider=spotify&reason=state")]
    public async Task F18_an_error_without_a_state_is_reported_but_not_with_a_forged_state(string query, string end)
    {
        using var browser = _broker.NewBrowser();

        (await browser.FollowCallbackAsync(new Uri($"{Broker.PublicUrl}/callback/spotify?{query}"))).ShouldBe(end);
    }

    [Theory]
    [InlineData("spotify", "/")]
    [InlineData("deezer", "/")]
    [InlineData("spotify", "//")]
    public async Task F18_a_trailing_slash_of_the_callback_is_ignored(string provider, string slash)
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync(provider), "person=dora");

        (await browser.FollowCallbackAsync(new Uri(callback.ToString().Replace(
            $"/{provider}?", $"/{provider}{slash}?", StringComparison.Ordinal)))).ShouldBe("/");

        await browser.GetAsync("/me");
    }

    [Theory]
    [InlineData("/callback/spotify/x")]
    [InlineData("/callback/")]
    [InlineData("/callback//spotify")]
    public async Task F18_another_path_is_not_found(string path)
    {
        using var browser = _broker.NewBrowser();

        using var answer = await browser.Client.GetAsync(path + "?code=x&state=y");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
