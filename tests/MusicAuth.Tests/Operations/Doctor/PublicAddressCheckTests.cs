using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Doctor;

/// <summary>The check of the public address while MusicAuth runs.</summary>
public sealed class PublicAddressCheckTests : IAsyncLifetime
{
    private StubServer _musicAuth = null!;

    public async ValueTask InitializeAsync() => _musicAuth = await StubServer.StartAsync(
        (_, context) => context.Response.WriteAsJsonAsync(new { status = "ok" }));

    public ValueTask DisposeAsync() => _musicAuth.DisposeAsync();

    [Fact]
    public async Task An_address_that_leads_to_MusicAuth_is_no_finding()
    {
        await using var proxy = await StubServer.StartAsync(_musicAuth.Answer);

        (await CodesAsync(proxy.Address)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_of_another_program_is_found()
    {
        await using var other = await StubServer.StartAsync((_, context) => context.Response.WriteAsync("hello"));

        (await CodesAsync(other.Address)).ShouldBe(["public_url_elsewhere"]);
    }

    [Fact]
    public async Task An_address_that_this_machine_cannot_reach_is_found() =>
        (await CodesAsync($"http://127.0.0.1:{FreePort.Take()}")).ShouldBe(["public_url_unreachable"]);

    [Fact]
    public async Task While_MusicAuth_does_not_run_the_address_is_not_checked()
    {
        await using var other = await StubServer.StartAsync((_, context) => context.Response.WriteAsync("hello"));

        (await CodesAsync(other.Address, $"http://127.0.0.1:{FreePort.Take()}")).ShouldBeEmpty();
    }

    private async Task<string[]> CodesAsync(string publicUrl, string? urls = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Urls", urls ?? _musicAuth.Address)]).Build();
        var address = new PublicAddress(Options.Create(new WebOptions { PublicUrl = publicUrl }), configuration);

        var result = await new PublicAddressCheck(new LocalServerProbe(configuration), address)
            .RunAsync(TestContext.Current.CancellationToken);

        return [.. result.Findings.Select(finding => finding.Code)];
    }
}
