using System.Diagnostics;
using MusicAuth.Sandbox;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Doctor;

public sealed class ProviderDateReaderTests
{
    [Fact]
    public async Task The_time_of_a_provider_comes_from_its_header()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        var date = await ProviderDateReader.ReadAsync(new Uri(sandbox.Address, "spotify/v1"), CancellationToken.None);

        date.ShouldNotBeNull().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task T24_a_provider_does_not_get_the_trace_of_the_request_that_began_the_checks()
    {
        await using var provider = await StubServer.StartAsync();
        using var trace = new Activity("request of the owner");
        trace.Start();

        await ProviderDateReader.ReadAsync(new Uri(provider.Address), CancellationToken.None);

        var request = provider.Received.ShouldHaveSingleItem();
        request.Method.ShouldBe("HEAD");
        request.Headers.Keys.ShouldNotContain(name =>
            name.StartsWith("trace", StringComparison.OrdinalIgnoreCase)
            || name.Equals("baggage", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_has_no_time() =>
        (await ProviderDateReader.ReadAsync(new Uri("http://127.0.0.1:1/"), CancellationToken.None)).ShouldBeNull();
}
