using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.RateLimits;

/// <summary>The provider app and the length of a stored block, also after a change of the clock.</summary>
public sealed class StoredRateLimitBlockTests
{
    private readonly CallSenderUnderTest _calls = new();

    [Fact]
    public void A_block_of_another_provider_app_does_not_apply()
    {
        var stored = Stored(TimeSpan.FromHours(1));

        Apply(Stored(TimeSpan.FromHours(1), "another-app")).ShouldBeFalse();
        _calls.Limiter.GetBlock("spotify", RateLimitScope.Api).ShouldBeNull();
        Apply(stored).ShouldBeTrue();
        Remaining().ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_stored_block_lasts_seven_days_at_most()
    {
        Apply(Stored(TimeSpan.FromDays(40 * 365)));

        Remaining().ShouldBe(TimeSpan.FromDays(7));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-48)]
    public void A_clock_that_is_set_back_prolongs_no_block(int hours)
    {
        Refuse(DefaultContext, TimeSpan.FromSeconds(30));

        _calls.Clock.Jump(TimeSpan.FromHours(hours));

        Remaining().ShouldBe(TimeSpan.FromSeconds(30));
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        Should.NotThrow(() => _calls.Limiter.ThrowIfRefused(DefaultContext));
    }

    [Fact]
    public void A_stored_block_read_by_a_clock_set_back_keeps_its_length()
    {
        var stored = Stored(TimeSpan.FromHours(2));
        _calls.Clock.Jump(TimeSpan.FromDays(-3));

        Apply(stored);

        Remaining().ShouldBe(TimeSpan.FromHours(2));
    }

    [Fact]
    public void A_stored_block_applies_once_so_that_no_clock_prolongs_it()
    {
        var stored = Stored(TimeSpan.FromHours(2));
        Apply(stored);
        _calls.Clock.Advance(TimeSpan.FromHours(1));
        _calls.Clock.Jump(TimeSpan.FromHours(-1));

        Apply(stored);

        Remaining().ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_stored_block_read_by_a_clock_set_forward_ends_early()
    {
        var stored = Stored(TimeSpan.FromHours(2));
        _calls.Clock.Jump(TimeSpan.FromHours(3));

        Apply(stored);

        _calls.Limiter.GetBlock("spotify", RateLimitScope.Api).ShouldBeNull();
    }

    [Theory]
    [InlineData(CallPriority.SignIn)]
    [InlineData(CallPriority.Refresh)]
    [InlineData(CallPriority.Interactive)]
    public void T33_a_429_of_the_token_endpoint_blocks_only_calls_of_its_own_kind(CallPriority refused)
    {
        Refuse(TokenCall(refused), TimeSpan.FromHours(1));

        CallPriority[] all = [CallPriority.SignIn, CallPriority.Refresh, CallPriority.Interactive];
        foreach (var priority in all.Where(priority => priority != refused))
            Should.NotThrow(() => _calls.Limiter.ThrowIfRefused(TokenCall(priority)));
        Should.Throw<UpstreamException>(() => _calls.Limiter.ThrowIfRefused(TokenCall(refused)))
            .RetryAfter.ShouldBe(TimeSpan.FromHours(1));
        Should.NotThrow(() => _calls.Limiter.ThrowIfRefused(DefaultContext));
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

    private bool Apply(StoredRateLimitBlock block) => _calls.Limiter.ApplyStoredBlock(block);

    private TimeSpan? Remaining() => _calls.Limiter.GetBlock("spotify", RateLimitScope.Api)?.Remaining;

    private void Refuse(CallContext context, TimeSpan wait) => _calls.Recorder.Record(
        context, new UpstreamException("spotify", UpstreamFault.RateLimited, "no") { RetryAfter = wait });
}
