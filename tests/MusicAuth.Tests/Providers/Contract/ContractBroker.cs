using Xunit;

namespace MusicAuth.Tests.Providers.Contract;

/// <summary>One broker for all tests of a provider. Each test begins without faults and blocks.</summary>
public sealed class ContractBroker : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    public Task FaultAsync(object rule) => ResetAsync(rule);

    public async Task<Browser> SignInAsync(string provider)
    {
        await ResetAsync();
        return await _broker.SignedInAsync("dora", provider);
    }

    /// <summary>Signs a new browser in, and returns its final address.</summary>
    public async Task<string> TrySignInAsync(string provider)
    {
        using var browser = _broker.NewBrowser();
        return await browser.TrySignInAsync(provider, "person=dora");
    }

    /// <summary>A client with a key of a signed-in user.</summary>
    public async Task<HttpClient> CreateAppAsync(string provider)
    {
        using var browser = await SignInAsync(provider);
        return browser.NewApp(await browser.NewKeyAsync([$"{provider}:read"]));
    }

    public (long Grants, long Users) CountGrantsAndUsers() =>
        (_broker.Database.Count("grants"), _broker.Database.Count("users"));

    private async Task ResetAsync(params object[] rules)
    {
        await _broker.FaultAsync(rules);
        _broker.Clock.Advance(TimeSpan.FromHours(1));
    }
}
