using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Setup.SetupTest;

namespace MusicAuth.Tests.Setup;

/// <summary>An app is checked again later if its provider did not respond.</summary>
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
    public async Task A_later_refusal_of_an_app_is_reported_on_the_page_and_to_the_owner()
    {
        using var browser = _broker.NewBrowser();
        await _broker.FaultAsync(Down);
        var before = (await SetAsync(browser, SpotifyPath, SpotifyId, "wrong")).GetProperty("checked_at")
            .GetDateTimeOffset();
        await _broker.FaultAsync();

        await CheckBecomesAsync(browser, "invalid_client", after: before, TimeSpan.FromSeconds(30));

        // The owner's to-do list and notices are made from this reason.
        _broker.Services.GetRequiredService<AppHealth>().GetReason("spotify", ProviderEndpoint.Token)
            .ShouldBe(ProviderReasons.InvalidClient);
    }

    [Fact]
    public async Task An_app_whose_secret_cannot_be_decrypted_is_not_checked_so_that_the_log_is_not_flooded()
    {
        using var browser = _broker.NewBrowser();
        await _broker.FaultAsync(Down);
        await SetAsync(browser, SpotifyPath, SpotifyId, SpotifySecret);
        var sync = _broker.Services.GetRequiredService<ProviderAppSync>();
        sync.Unchecked.ShouldHaveSingleItem();

        _broker.Database.Execute("UPDATE provider_apps SET generation = generation + 1");
        await sync.ReloadAsync(TestContext.Current.CancellationToken);

        sync.Unchecked.ShouldBeEmpty();
        InUse(_broker, "spotify").ShouldBeNull();
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
