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
    public async Task T24_a_provider_does_not_get_the_trace_id_of_a_request()
    {
        await using var provider = await StubServer.StartAsync();
        using var trace = new Activity("request").Start();

        await ProviderDateReader.ReadAsync(new Uri(provider.Address), CancellationToken.None);

        provider.Received.ShouldHaveSingleItem().Header("traceparent").ShouldBeNull();
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_has_no_time() =>
        (await ProviderDateReader.ReadAsync(new Uri("http://127.0.0.1:1/"), CancellationToken.None)).ShouldBeNull();
}
