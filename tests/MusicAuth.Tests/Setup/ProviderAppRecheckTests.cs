using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Setup.SetupTest;

namespace MusicAuth.Tests.Setup;

/// <summary>An app that its provider did not answer for is checked later.</summary>
public sealed class ProviderAppRecheckTests : IAsyncLifetime
{
    private static readonly object Down = new { kind = "server_error", provider = "spotify", on = "token" };

    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_check_is_repeated_with_longer_and_longer_waits_until_the_provider_answers()
    {
        using var browser = _broker.NewBrowser();
        await _broker.FaultAsync(Down);
        var before = (await SetAsync(browser, SpotifyPath, SpotifyId, SpotifySecret)).GetProperty("checked_at")
            .GetDateTimeOffset();

        await CheckBecomesAsync(browser, "unreachable", after: before, TimeSpan.FromSeconds(15));
        await _broker.FaultAsync();
        await CheckBecomesAsync(browser, "ok", after: before, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_app_that_turns_out_to_be_refused_is_said_on_the_page_and_to_the_owner()
    {
        using var browser = _broker.NewBrowser();
        await _broker.FaultAsync(Down);
        var before = (await SetAsync(browser, SpotifyPath, SpotifyId, "wrong")).GetProperty("checked_at")
            .GetDateTimeOffset();
        await _broker.FaultAsync();

        await CheckBecomesAsync(browser, "invalid_client", after: before, TimeSpan.FromSeconds(30));

        // From here on the to-do list and a notice of the owner say so.
        _broker.Services.GetRequiredService<AppHealth>().GetReason("spotify", ProviderEndpoint.Token)
            .ShouldBe(ProviderReasons.InvalidClient);
    }

    private async Task CheckBecomesAsync(Browser browser, string check, DateTimeOffset after, TimeSpan step)
    {
        await Eventually.IsTrueAsync(
            async () =>
            {
                var item = await ItemAsync(browser, "spotify");
                return item.GetProperty("check").GetString() == check
                    && item.GetProperty("checked_at").GetDateTimeOffset() > after;
            },
            $"the check {check}", between: () => _broker.Clock.Advance(step));
    }
}
