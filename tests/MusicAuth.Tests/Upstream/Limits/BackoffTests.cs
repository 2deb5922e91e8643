using System.Net;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.Limits;

/// <summary>T34: the back-off of one user or one resource holds back no other call.</summary>
public sealed class BackoffTests
{
    private readonly CallSenderUnderTest _calls = new();
    private readonly StubHandler _bad = new(_ => StubHandler.Text("", HttpStatusCode.BadGateway));
    private readonly StubHandler _good = new(_ => StubHandler.Json("""{"value":1}"""));

    [Fact]
    public async Task Failures_of_one_user_at_many_resources_begin_a_back_off_of_that_user()
    {
        var user = Guid.NewGuid();
        for (var i = 0; i < 5; i++)
            await Should.ThrowAsync<UpstreamException>(_calls.Send(ContextFor(user, $"/{i}"), _bad));

        (await Should.ThrowAsync<UpstreamException>(_calls.Send(ContextFor(user, "/other"), _good)))
            .RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        _good.RequestedUris.ShouldBeEmpty();
        await _calls.Send(ContextFor(Guid.NewGuid(), "/other"), _good);
        _calls.Clock.Advance(TimeSpan.FromSeconds(5));
        await _calls.Send(ContextFor(user, "/other"), _good);
        await _calls.Send(ContextFor(user, "/another"), _good);
    }

    [Fact]
    public async Task A_resource_that_responds_again_has_no_back_off()
    {
        for (var i = 0; i < 3; i++)
            await Failure(DefaultContext, _bad);
        (await Failure(DefaultContext, _good)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        _calls.Clock.Advance(TimeSpan.FromSeconds(5));

        await _calls.Send(_good);
        await Failure(DefaultContext, _bad);
        await _calls.Send(_good);
    }

    [Fact]
    public async Task One_call_of_many_probes_after_a_back_off()
    {
        for (var i = 0; i < 3; i++)
            await Failure(DefaultContext, _bad);
        _calls.Clock.Advance(TimeSpan.FromSeconds(5));

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Failure(DefaultContext, _bad)));

        _bad.RequestedUris.Count.ShouldBe(4);
        (await Failure(DefaultContext, _good)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Reading_and_writing_a_resource_have_separate_back_offs()
    {
        var write = DefaultContext with { Resource = new CallResource("PUT", "/me") };
        for (var i = 0; i < 3; i++)
        {
            await Failure(write, _bad);
            await _calls.Send(_good);
        }

        await Failure(write, _good);
        await _calls.Send(_good);
    }

    [Fact]
    public async Task One_failing_resource_of_the_catalogue_holds_back_no_other_resource()
    {
        var catalogue = DefaultContext with { UserId = null };
        for (var i = 0; i < 9; i++)
            await Failure(catalogue with { Resource = new CallResource("GET", $"/albums/{i % 3}") }, _bad);

        await Failure(catalogue with { Resource = new CallResource("GET", "/albums/0") }, _good);
        await _calls.Send(catalogue with { Resource = new CallResource("GET", "/albums/good") }, _good);
    }

    [Fact]
    public async Task A_failing_profile_of_one_stranger_holds_back_no_sign_in()
    {
        var signIn = DefaultContext with { UserId = null, Priority = CallPriority.SignIn };
        for (var i = 0; i < 10; i++)
            await Failure(signIn, _bad);

        await _calls.Send(signIn, _good);
    }

    [Fact]
    public async Task The_number_of_back_offs_is_bounded()
    {
        for (var i = 0; i < 200; i++)
        {
            _calls.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Failure(ContextFor(Guid.NewGuid(), "/x"), _bad);
            for (var n = 0; n < 3; n++)
                await Failure(ContextFor(DefaultContext.UserId!.Value, $"/{i}"), _bad);
            await _calls.Send(ContextFor(DefaultContext.UserId!.Value, "/good"), _good);
        }

        // The oldest back-off is gone, the newest is not.
        var requests = _bad.RequestedUris.Count;
        await Failure(ContextFor(DefaultContext.UserId!.Value, "/0"), _bad);
        await Failure(ContextFor(DefaultContext.UserId!.Value, "/199"), _bad);
        _bad.RequestedUris.Count.ShouldBe(requests + 1);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_clock_change_changes_no_back_off(int hours)
    {
        for (var i = 0; i < 3; i++)
            await Failure(DefaultContext, _bad);

        _calls.Clock.Jump(TimeSpan.FromHours(hours));

        (await Failure(DefaultContext, _good)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        _calls.Clock.Advance(TimeSpan.FromSeconds(5));
        await _calls.Send(_good);
    }

    private Task<UpstreamException> Failure(CallContext context, StubHandler handler) =>
        Should.ThrowAsync<UpstreamException>(_calls.Send(context, handler));
}
