using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace MusicAuth.Tests.Security.Leaks;

/// <summary>Sign-ins with every possible result.</summary>
internal static class PlantedSignIns
{
    private const string Planted = PlantedSecrets.Marker;

    private static readonly string[] TokenFaults =
    [
        "server_error", "bad_gateway", "unavailable", "html", "not_json", "oversized", "redirect", "rate_limited",
        "rate_limited_text", "invalid_grant", "invalid_client", "unsupported_grant_type", "wrong_code", "drop", "cut",
        "gzip", "deezer_error", "deezer_no_code", "deezer_string_error", "deezer_empty_error",
    ];

    private static readonly string[] ProfileFaults =
    [
        "server_error", "bad_gateway", "html", "not_json", "oversized", "redirect", "unauthorized", "forbidden",
        "not_found", "rate_limited", "quota_exceeded", "drop", "cut", "gzip", "deezer_error", "deezer_empty_error",
    ];

    public static async Task RunAsync(Broker broker)
    {
        foreach (var provider in new[] { "spotify", "deezer" })
        {
            using var refusing = broker.NewBrowser();
            (await refusing.TrySignInAsync(provider, "refuse=1")).ShouldContain("sign_in_refused");
            await WrongStatesAsync(broker, provider);
            await FailAsync(broker, provider, "token", TokenFaults);
            await FailAsync(broker, provider, "api", ProfileFaults);
        }

        await WrongSecretsAsync(broker);
        await MismatchedAccountsAsync(broker);
    }

    private static async Task WrongStatesAsync(Broker broker, string provider)
    {
        using var mine = broker.NewBrowser();
        using var other = broker.NewBrowser();
        var callback = await mine.ChooseConsentAsync(await mine.StartSignInAsync(provider), "person=dora");
        (await other.FollowCallbackAsync(callback)).ShouldContain("reason=state");
        (await mine.FollowCallbackAsync(new Uri($"{callback}&state={Planted}"))).ShouldContain("reason=state");
        (await mine.FollowCallbackAsync(new Uri($"{callback}&code={Planted}"))).ShouldContain("reason=state");
        var elsewhere = provider == "spotify" ? "deezer" : "spotify";
        var swapped = $"{callback}".Replace($"/callback/{provider}", $"/callback/{elsewhere}");
        (await mine.FollowCallbackAsync(new Uri(swapped))).ShouldContain("reason=state");
        var garbled = $"{Broker.PublicUrl}/callback/{provider}?code={Planted}&state={Planted}%0d%0aINFO+{Planted}";
        (await mine.FollowCallbackAsync(new Uri(garbled))).ShouldContain("reason=state");
        (await mine.FollowCallbackAsync(new Uri($"{callback}&error={Planted}&error_description={Planted}")))
            .ShouldStartWith("/?error=");
        (await mine.FollowCallbackAsync(callback)).ShouldStartWith("/?error=");
        using var late = broker.NewBrowser();
        var forgotten = await late.ChooseConsentAsync(await late.StartSignInAsync(provider), "person=dora");
        broker.Clock.Advance(TimeSpan.FromMinutes(11));
        (await late.FollowCallbackAsync(forgotten)).ShouldStartWith("/?error=");
    }

    private static async Task FailAsync(Broker broker, string provider, string where, string[] faults)
    {
        foreach (var fault in faults)
        {
            await broker.FaultAsync(new { kind = fault, provider, on = where, text = Planted, description = Planted });
            using var browser = broker.NewBrowser();
            (await browser.TrySignInAsync(provider, "person=dora")).ShouldStartWith("/?error=", customMessage: fault);
            await broker.FaultAsync();
            PassBlocks(broker);
        }
    }

    private static async Task WrongSecretsAsync(Broker broker)
    {
        await broker.PutAsync("apps", PlantedApps.With("another-secret"));
        foreach (var provider in new[] { "spotify", "deezer" })
        {
            using var browser = broker.NewBrowser();
            (await browser.TrySignInAsync(provider, "person=dora")).ShouldStartWith("/?error=");
        }

        await broker.PutAsync("apps", PlantedApps.With(PlantedApps.Secret));
        PassBlocks(broker);
    }

    private static async Task MismatchedAccountsAsync(Broker broker)
    {
        using var dora = await broker.SignedInAsync("dora", "spotify", "deezer");
        using var basil = await broker.SignedInAsync("basil", "spotify");
        (await basil.TrySignInAsync("deezer", "person=dora")).ShouldContain("account_linked_elsewhere");
        (await dora.TrySignInAsync("spotify", "person=cleo")).ShouldContain("account_mismatch");
        var begun = await dora.ChooseConsentAsync(await dora.StartSignInAsync("spotify"), "person=dora");
        using var left = await dora.SendAsync(HttpMethod.Post, "/logout");
        left.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await dora.FollowCallbackAsync(begun)).ShouldContain("other_session");
    }

    /// <summary>Advances the clock past every block, back-off and probe interval.</summary>
    public static void PassBlocks(Broker broker)
    {
        broker.Clock.Advance(TimeSpan.FromMinutes(2));
        var limiter = broker.Services.GetRequiredService<OutboundLimiter>();
        foreach (var provider in new[] { "spotify", "deezer" })
        {
            foreach (var kind in Enum.GetValues<RateLimitScope>())
            {
                // An exhausted quota blocks calls for hours.
                if (limiter.GetBlock(provider, kind) is { } block)
                    broker.Clock.Advance(block.Remaining);
            }
        }
    }
}
