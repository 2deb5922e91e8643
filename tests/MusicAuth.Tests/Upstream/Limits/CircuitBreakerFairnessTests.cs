using System.Net;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.Limits;

/// <summary>T34: failures of one user or one resource never open the breaker for other users.</summary>
public sealed class CircuitBreakerFairnessTests
{
    private readonly CallSenderUnderTest _calls = new();
    private readonly StubHandler _bad = new(_ => StubHandler.Text("", HttpStatusCode.BadGateway));
    private readonly StubHandler _refusing = new((_, _) => throw new HttpRequestException("refused"));
    private readonly StubHandler _good = new(_ => StubHandler.Json("""{"value":1}"""));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(40)]
    public async Task T34_a_failing_resource_of_one_user_holds_back_no_other_user(int users)
    {
        var otherUsers = Enumerable.Range(1, users - 1).Select(_ => Guid.NewGuid()).ToArray();
        var polled = ContextFor(Guid.NewGuid(), "/playlists/broken/items");
        for (var half = 0; half < 240; half++)
        {
            await Should.ThrowAsync<UpstreamException>(_calls.Send(polled, _bad));
            _calls.Clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        foreach (var other in otherUsers)
            await _calls.Send(ContextFor(other, "/me/tracks"), _good);
        await _calls.Send(polled with { Resource = new CallResource("GET", "/me/tracks") }, _good);

        // Without a back-off there would be 240 calls.
        _bad.RequestedUris.Count.ShouldBeInRange(5, 12);
        _calls.Limiter.GetCircuitWait("spotify", ProviderEndpoint.Api).ShouldBeNull();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(40)]
    public async Task T34_users_whose_calls_succeed_are_never_refused_and_close_the_breaker(int users)
    {
        await OpenByResponsesAsync();
        _calls.Limiter.GetCircuitWait("spotify", ProviderEndpoint.Api).ShouldNotBeNull();

        for (var user = 0; user < users; user++)
            await _calls.Send(ContextFor(Guid.NewGuid(), "/me/tracks"), _good);

        _calls.Limiter.GetCircuitWait("spotify", ProviderEndpoint.Api).ShouldBeNull();
        await _calls.Send(DefaultContext, _good);
    }

    [Fact]
    public async Task Failures_of_several_users_at_one_resource_do_not_open_the_breaker()
    {
        foreach (var user in Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()))
            await Should.ThrowAsync<UpstreamException>(_calls.Send(ContextFor(user, "/one"), _bad));

        _calls.Limiter.GetCircuitWait("spotify", ProviderEndpoint.Api).ShouldBeNull();
    }

    [Fact]
    public async Task The_probe_goes_to_the_user_who_has_waited_longer()
    {
        var polling = ContextFor(Guid.NewGuid(), "/a");
        var rare = ContextFor(Guid.NewGuid(), "/b");
        await Should.ThrowAsync<UpstreamException>(_calls.Send(rare, _refusing));
        for (var i = 0; i < 4; i++)
            await Should.ThrowAsync<UpstreamException>(_calls.Send(polling, _refusing));
        var wait = (await Should.ThrowAsync<UpstreamException>(_calls.Send(rare, _good))).RetryAfter!.Value;
        for (var waited = TimeSpan.Zero; waited < wait; waited += TimeSpan.FromSeconds(0.5))
        {
            await Should.ThrowAsync<UpstreamException>(_calls.Send(polling, _refusing));
            _calls.Clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        await Should.ThrowAsync<UpstreamException>(_calls.Send(polling, _refusing));
        await _calls.Send(rare, _good);
        _refusing.RequestedUris.Count.ShouldBe(5);
    }

    [Fact]
    public async Task An_absent_user_does_not_reserve_the_probe()
    {
        var present = ContextFor(Guid.NewGuid(), "/a");
        var absent = ContextFor(Guid.NewGuid(), "/b");
        await Should.ThrowAsync<UpstreamException>(_calls.Send(absent, _refusing));
        for (var i = 0; i < 4; i++)
            await Should.ThrowAsync<UpstreamException>(_calls.Send(present, _refusing));
        await Should.ThrowAsync<UpstreamException>(_calls.Send(absent, _good));
        var wait = (await Should.ThrowAsync<UpstreamException>(_calls.Send(present, _good))).RetryAfter!.Value;

        _calls.Clock.Advance(wait);

        await _calls.Send(present, _good);
    }

    // Two users, each with two resources.
    private async Task OpenByResponsesAsync()
    {
        foreach (var user in new[] { Guid.NewGuid(), Guid.NewGuid() })
        {
            for (var i = 0; i < 3; i++)
                await Should.ThrowAsync<UpstreamException>(
                    _calls.Send(ContextFor(user, $"/broken/{i % 2}"), _bad));
        }
    }
}
