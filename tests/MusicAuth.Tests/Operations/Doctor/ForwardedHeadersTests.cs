using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Doctor;

/// <summary>The running server records an untrusted proxy, and its owner sees an item until the proxy is trusted.
/// </summary>
public sealed class ForwardedHeadersTests : IAsyncLifetime
{
    private const string Proxy = "172.18.0.2";

    private Broker _broker = null!;

    private string File => Path.Combine(_broker.DataDirectory, ObservedProxyFile.Name);

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_owner_sees_a_proxy_that_is_not_trusted()
    {
        using var owner = await _broker.OwnedByAsync("alma");
        using var dora = await _broker.SignedInAsync("dora", "deezer");
        (await owner.TodoCodesAsync()).ShouldBeEmpty();

        await RequestAsync(Proxy, ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https"));
        await Eventually.IsTrueAsync(() => System.IO.File.Exists(File));

        var content = await System.IO.File.ReadAllTextAsync(File);
        content.ShouldContain(Proxy);
        content.ShouldNotContain("203.0.113.9", customMessage: "the file must not contain the address of a user");
        System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _broker.Clock.Advance(TimeSpan.FromMinutes(11));
        await Eventually.IsTrueAsync(async () =>
            (await owner.TodoCodesAsync()).Contains("forwarded_headers_untrusted"));
        (await dora.TodoCodesAsync()).ShouldBeEmpty("dora does not own the instance");
    }

    [Theory]
    [InlineData("198.51.100.7", "X-Forwarded-For")]
    [InlineData(Proxy, "X-Other")]
    public async Task A_public_address_and_other_headers_are_not_recorded(string address, string header)
    {
        await RequestAsync(address, (header, "203.0.113.9"));
        await RequestAsync("10.0.0.9", ("X-Forwarded-Proto", "https"));
        await Eventually.IsTrueAsync(() => System.IO.File.Exists(File));

        (await System.IO.File.ReadAllTextAsync(File)).ShouldContain("10.0.0.9");
    }

    [Fact]
    public async Task A_trusted_proxy_is_not_recorded()
    {
        await _broker.RestartAsync(new Dictionary<string, string?> { ["Web:TrustedProxies"] = Proxy });
        await RequestAsync(Proxy, ("X-Forwarded-For", "203.0.113.9"));
        await RequestAsync("10.0.0.9", ("X-Forwarded-Proto", "https"));
        await Eventually.IsTrueAsync(() => System.IO.File.Exists(File));

        (await System.IO.File.ReadAllTextAsync(File)).ShouldContain("10.0.0.9");
    }

    [Fact]
    public async Task A_clock_that_was_ahead_once_keeps_no_old_proxy_and_hides_no_new_one()
    {
        var ahead = TimeSpan.FromDays(20);
        _broker.Clock.Jump(ahead);
        await RequestAsync(Proxy, ("X-Forwarded-For", "203.0.113.9"));
        await Eventually.IsTrueAsync(() => System.IO.File.Exists(File));
        (await CheckAsync()).Findings.ShouldHaveSingleItem();

        _broker.Clock.Jump(-ahead);
        (await CheckAsync()).Findings.ShouldBeEmpty("the time of the request is in the future");
        _broker.Clock.Advance(TimeSpan.FromMinutes(11));
        await RequestAsync("10.0.0.9", ("X-Forwarded-Proto", "https"));

        await Eventually.IsTrueAsync(async () => (await System.IO.File.ReadAllTextAsync(File)).Contains("10.0.0.9"));
        (await CheckAsync()).Findings.ShouldHaveSingleItem().Code.ShouldBe("forwarded_headers_untrusted");
    }

    private Task<CheckResult> CheckAsync() =>
        ActivatorUtilities.CreateInstance<ForwardedHeadersCheck>(_broker.Services).RunAsync(CancellationToken.None);

    private async Task RequestAsync(string address, params (string Name, string Value)[] headers)
    {
        using var browser = _broker.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add(ConnectionHeadersFilter.Header, address);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var answer = await browser.Client.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }
}
