using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Limits;

public sealed class AppHealthTests
{
    private readonly CallSenderUnderTest _calls = new();
    private readonly StubHandler _lapsed = new(_ => StubHandler.Text("premium", HttpStatusCode.Forbidden));
    private readonly StubHandler _good = new(_ => StubHandler.Json("""{"value":1}"""));

    [Fact]
    public async Task One_request_every_fifteen_seconds_probes_a_rejected_app()
    {
        await Failure(_lapsed);
        _calls.Clock.Advance(TimeSpan.FromSeconds(14.9));
        var early = await Failure(_lapsed);
        _calls.Clock.Advance(TimeSpan.FromSeconds(0.1));
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Failure(_lapsed)));

        early.Reason.ShouldBe("premium_lapsed");
        early.RetryAfter.ShouldBe(TimeSpan.FromSeconds(0.1));
        all.ShouldAllBe(failure => failure.Fault == UpstreamFault.AppUnhealthy && failure.RetryAfter != null);
        _lapsed.RequestedUris.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_success_makes_the_app_healthy_again()
    {
        await Failure(_lapsed);
        _calls.Clock.Advance(AppHealth.ProbeInterval);

        await _calls.Send(_good);
        await _calls.Send(_good);

        _calls.Health.GetReason("spotify", ProviderEndpoint.Api).ShouldBeNull();
    }

    [Fact]
    public async Task A_wrong_secret_and_a_lapsed_Premium_recover_separately()
    {
        _calls.Health.ReportUnhealthy("spotify", ProviderEndpoint.Token, "invalid_client");
        await _calls.Send(_good);
        _calls.Health.GetReason("spotify", ProviderEndpoint.Token).ShouldBe("invalid_client");

        await Failure(_lapsed);
        _calls.Health.ReportHealthy("spotify", ProviderEndpoint.Token);
        _calls.Health.GetReason("spotify", ProviderEndpoint.Api).ShouldBe("premium_lapsed");
    }

    [Fact]
    public void Only_one_of_many_callers_gets_the_probe()
    {
        _calls.Health.ReportUnhealthy("spotify", ProviderEndpoint.Token, "invalid_client");
        _calls.Clock.Advance(AppHealth.ProbeInterval);
        var passed = 0;

        Parallel.For(0, 200, _ =>
        {
            if (_calls.Health.GetRefusal("spotify", ProviderEndpoint.Token, takesProbe: true) is null)
                Interlocked.Increment(ref passed);
        });

        passed.ShouldBe(1);
        _calls.Health.GetRefusal("deezer", ProviderEndpoint.Token, takesProbe: true).ShouldBeNull();
    }

    private Task<UpstreamException> Failure(StubHandler handler) =>
        Should.ThrowAsync<UpstreamException>(_calls.Send(handler));
}
