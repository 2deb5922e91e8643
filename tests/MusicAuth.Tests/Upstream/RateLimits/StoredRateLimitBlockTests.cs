using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.RateLimits;

/// <summary>Whom a rate-limit block binds, and for how long whatever the clock.</summary>
public sealed class StoredRateLimitBlockTests
{
    private readonly CallSenderUnderTest _calls = new();

    [Fact]
    public void Another_apps_pause_is_not_ours()
    {
        var span = Stored(TimeSpan.FromHours(1));

        Adopt(Stored(TimeSpan.FromHours(1), "another-app")).ShouldBeFalse();
        _calls.Limiter.GetBlock("spotify", RateLimitScope.Api).ShouldBeNull();
        Adopt(span).ShouldBeTrue();
        Rest().ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_pause_of_years_is_not_believed()
    {
        Adopt(Stored(TimeSpan.FromDays(40 * 365)));

        Rest().ShouldBe(TimeSpan.FromDays(7));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-48)]
    public void A_clock_set_back_makes_no_block_longer(int hours)
    {
        Refuse(CallSenderUnderTest.DefaultContext, TimeSpan.FromSeconds(30));

        _calls.Clock.Jump(TimeSpan.FromHours(hours));

        Rest().ShouldBe(TimeSpan.FromSeconds(30));
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        Should.NotThrow(() => _calls.Limiter.ThrowIfRefused(CallSenderUnderTest.DefaultContext));
    }

    [Fact]
    public void A_stored_block_read_by_a_clock_set_back_is_no_longer_than_the_answer_said()
    {
        var span = Stored(TimeSpan.FromHours(2));
        _calls.Clock.Jump(TimeSpan.FromDays(-3));

        Adopt(span);

        Rest().ShouldBe(TimeSpan.FromHours(2));
    }

    [Fact]
    public void A_stored_block_is_adopted_once_so_that_no_clock_prolongs_it()
    {
        var span = Stored(TimeSpan.FromHours(2));
        Adopt(span);
        _calls.Clock.Advance(TimeSpan.FromHours(1));
        _calls.Clock.Jump(TimeSpan.FromHours(-1));

        Adopt(span);

        Rest().ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_stored_block_read_by_a_clock_set_forward_ends_early()
    {
        var span = Stored(TimeSpan.FromHours(2));
        _calls.Clock.Jump(TimeSpan.FromHours(3));

        Adopt(span);

        _calls.Limiter.GetBlock("spotify", RateLimitScope.Api).ShouldBeNull();
    }

    [Theory]
    [InlineData(CallPriority.SignIn)]
    [InlineData(CallPriority.Refresh)]
    [InlineData(CallPriority.Interactive)]
    public void T33_a_429_of_the_token_endpoint_holds_back_calls_of_its_own_kind_only(CallPriority refused)
    {
        Refuse(TokenCall(refused), TimeSpan.FromHours(1));

        CallPriority[] all = [CallPriority.SignIn, CallPriority.Refresh, CallPriority.Interactive];
        foreach (var priority in all.Where(priority => priority != refused))
            Should.NotThrow(() => _calls.Limiter.ThrowIfRefused(TokenCall(priority)));
        Should.Throw<UpstreamException>(() => _calls.Limiter.ThrowIfRefused(TokenCall(refused)))
            .RetryAfter.ShouldBe(TimeSpan.FromHours(1));
        Should.NotThrow(() => _calls.Limiter.ThrowIfRefused(CallSenderUnderTest.DefaultContext));
    }

    private static CallContext TokenCall(CallPriority priority) =>
        new("spotify", ProviderEndpoint.Token, priority, UserId: null);

    private StoredRateLimitBlock Stored(TimeSpan length, string clientId = "app-of-spotify") => new()
    {
        Provider = "spotify",
        Scope = RateLimitScope.Api,
        ClientId = clientId,
        BlockedSince = _calls.Clock.GetUtcNow(),
        BlockedUntil = _calls.Clock.GetUtcNow() + length,
        Reason = "quota_exceeded",
    };

    private bool Adopt(StoredRateLimitBlock block) => _calls.Limiter.ApplyStoredBlock(block);

    private TimeSpan? Rest() => _calls.Limiter.GetBlock("spotify", RateLimitScope.Api)?.Remaining;

    private void Refuse(CallContext turn, TimeSpan wait) => _calls.Recorder.Record(
        turn, new UpstreamException("spotify", UpstreamFault.RateLimited, "no") { RetryAfter = wait });
}
