using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Limits;

/// <summary>T34: what fails for one user or one resource is asked rarely, and nothing else is.</summary>
public sealed class BackoffTests
{
    private readonly CallSenderUnderTest _calls = new();
    private readonly StubHandler _bad = new(_ => StubHandler.Text("", HttpStatusCode.BadGateway));
    private readonly StubHandler _good = new(_ => StubHandler.Json("""{"value":1}"""));

    [Fact]
    public async Task Failures_of_one_user_over_many_resources_are_that_users_back_off()
    {
        var user = Guid.NewGuid();
        for (var i = 0; i < 5; i++)
            await Should.ThrowAsync<UpstreamException>(_calls.Send(CallSenderUnderTest.ContextFor(user, $"/{i}"), _bad));

        (await Should.ThrowAsync<UpstreamException>(_calls.Send(CallSenderUnderTest.ContextFor(user, "/other"), _good)))
            .RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        _good.RequestedUris.ShouldBeEmpty();
        await _calls.Send(CallSenderUnderTest.ContextFor(Guid.NewGuid(), "/other"), _good);
        _calls.Clock.Advance(TimeSpan.FromSeconds(5));
        await _calls.Send(CallSenderUnderTest.ContextFor(user, "/other"), _good);
        await _calls.Send(CallSenderUnderTest.ContextFor(user, "/another"), _good);
    }

    [Fact]
    public async Task A_resource_that_answers_again_is_asked_at_once()
    {
        for (var i = 0; i < 3; i++)
            await Failure(CallSenderUnderTest.DefaultContext, _bad);
        (await Failure(CallSenderUnderTest.DefaultContext, _good)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        _calls.Clock.Advance(TimeSpan.FromSeconds(5));

        await _calls.Send(_good);
        await Failure(CallSenderUnderTest.DefaultContext, _bad);
        await _calls.Send(_good);
    }

    [Fact]
    public async Task A_back_off_is_ended_by_one_call_of_many()
    {
        for (var i = 0; i < 3; i++)
            await Failure(CallSenderUnderTest.DefaultContext, _bad);
        _calls.Clock.Advance(TimeSpan.FromSeconds(5));

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Failure(CallSenderUnderTest.DefaultContext, _bad)));

        _bad.RequestedUris.Count.ShouldBe(4);
        (await Failure(CallSenderUnderTest.DefaultContext, _good)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Reading_a_resource_says_nothing_about_writing_it()
    {
        var write = CallSenderUnderTest.DefaultContext with { Resource = new CallResource("PUT", "/me") };
        for (var i = 0; i < 3; i++)
        {
            await Failure(write, _bad);
            await _calls.Send(_good);
        }

        await Failure(write, _good);
        await _calls.Send(_good);
    }

    [Fact]
    public async Task One_resource_of_the_catalogue_that_fails_holds_up_no_other()
    {
        var catalogue = CallSenderUnderTest.DefaultContext with { UserId = null };
        for (var i = 0; i < 9; i++)
            await Failure(catalogue with { Resource = new CallResource("GET", $"/albums/{i % 3}") }, _bad);

        await Failure(catalogue with { Resource = new CallResource("GET", "/albums/0") }, _good);
        await _calls.Send(catalogue with { Resource = new CallResource("GET", "/albums/good") }, _good);
    }

    [Fact]
    public async Task The_profile_of_one_stranger_holds_back_no_sign_in()
    {
        var signIn = CallSenderUnderTest.DefaultContext with { UserId = null, Priority = CallPriority.SignIn };
        for (var i = 0; i < 10; i++)
            await Failure(signIn, _bad);

        await _calls.Send(signIn, _good);
    }

    [Fact]
    public async Task The_memory_of_what_fails_is_bounded()
    {
        for (var i = 0; i < 200; i++)
        {
            _calls.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Failure(CallSenderUnderTest.ContextFor(Guid.NewGuid(), "/x"), _bad);
            for (var n = 0; n < 3; n++)
                await Failure(CallSenderUnderTest.ContextFor(CallSenderUnderTest.DefaultContext.UserId!.Value, $"/{i}"), _bad);
            await _calls.Send(CallSenderUnderTest.ContextFor(CallSenderUnderTest.DefaultContext.UserId!.Value, "/good"), _good);
        }

        // The oldest is forgotten, the newest is not.
        var asked = _bad.RequestedUris.Count;
        await Failure(CallSenderUnderTest.ContextFor(CallSenderUnderTest.DefaultContext.UserId!.Value, "/0"), _bad);
        await Failure(CallSenderUnderTest.ContextFor(CallSenderUnderTest.DefaultContext.UserId!.Value, "/199"), _bad);
        _bad.RequestedUris.Count.ShouldBe(asked + 1);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_clock_that_is_set_changes_no_back_off(int hours)
    {
        for (var i = 0; i < 3; i++)
            await Failure(CallSenderUnderTest.DefaultContext, _bad);

        _calls.Clock.Jump(TimeSpan.FromHours(hours));

        (await Failure(CallSenderUnderTest.DefaultContext, _good)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        _calls.Clock.Advance(TimeSpan.FromSeconds(5));
        await _calls.Send(_good);
    }

    private Task<UpstreamException> Failure(CallContext turn, StubHandler handler) =>
        Should.ThrowAsync<UpstreamException>(_calls.Send(turn, handler));
}
