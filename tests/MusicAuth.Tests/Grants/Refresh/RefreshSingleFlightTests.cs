using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>R2, R5: one exchange serves all waiting callers, and no caller can cancel it.</summary>
public sealed class RefreshSingleFlightTests : SingleGrantTest
{
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _response = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override TimeSpan ConsentAge => GrantsUnderTest.AccessTokenLifetime;

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        Grants.Spotify.OnRefresh = async _ =>
        {
            _sent.TrySetResult();
            await _response.Task;
            return Grants.Spotify.Renewed(1);
        };
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task All_callers_get_the_token_of_one_exchange(int callers)
    {
        using var joins = Grants.Meter("musicauth.refresh.joins");
        var waiting = Enumerable.Range(0, callers).Select(_ => Task.Run(() => RefreshAsync())).ToArray();
        await _sent.Task;
        while (joins.GetMeasurementSnapshot().Count < callers - 1)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        _response.SetResult();

        foreach (var result in await Task.WhenAll(waiting))
            result.ShouldBeOfType<TokenResult.Fresh>().AccessToken.Reveal().ShouldBe("access 1");
        Grants.Spotify.Sent.ShouldBe(["refresh first"]);
        joins.GetMeasurementSnapshot().Count.ShouldBe(callers - 1);
    }

    [Fact]
    public async Task A_caller_who_disconnects_ends_only_their_own_wait()
    {
        using var leaves = new CancellationTokenSource();
        var leaving = RefreshAsync(leaves.Token);
        await _sent.Task;
        var staying = RefreshAsync();

        await leaves.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);
        staying.IsCompleted.ShouldBeFalse();
        _response.SetResult();

        (await staying).ShouldBeOfType<TokenResult.Fresh>();
    }

    [Fact]
    public async Task Without_waiting_callers_the_response_is_stored()
    {
        using var leaves = new CancellationTokenSource();
        var leaving = RefreshAsync(leaves.Token);
        await _sent.Task;
        await leaves.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);

        _response.SetResult();
        await SingleFlight.StopAsync(TestContext.Current.CancellationToken);

        (await Grants.FindAsync(Grant))!.Generation.ShouldBe(Grant.Generation + 1);
    }

    [Fact]
    public async Task A_failure_reaches_all_waiting_callers_and_the_next_call_starts_a_new_refresh()
    {
        Grants.Spotify.OnRefresh = async _ =>
        {
            _sent.TrySetResult();
            await _response.Task;
            throw new InvalidOperationException("a defect");
        };
        var first = RefreshAsync();
        await _sent.Task;
        var second = RefreshAsync();
        _response.SetResult();

        (await Should.ThrowAsync<InvalidOperationException>(first)).Message.ShouldBe("a defect");
        await Should.ThrowAsync<InvalidOperationException>(second);
        Grants.Spotify.OnRefresh = null;
        (await RefreshAsync()).ShouldBeOfType<TokenResult.Fresh>();
    }

    [Fact]
    public async Task A_finished_refresh_cannot_be_joined()
    {
        _response.SetResult();
        await RefreshAsync();
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime);
        Grants.Spotify.OnRefresh = null;

        (await RefreshAsync()).ShouldBeOfType<TokenResult.Fresh>().AccessToken.Reveal().ShouldBe("access 2");
    }

    [Fact]
    public async Task A_stop_waits_for_running_refreshes()
    {
        var waiting = RefreshAsync();
        await _sent.Task;

        var stop = SingleFlight.StopAsync(TestContext.Current.CancellationToken);
        (await Grants.FindAsync(Grant))!.Generation.ShouldBe(Grant.Generation, "the response is not stored yet");
        stop.IsCompleted.ShouldBeFalse();
        _response.SetResult();
        await stop;

        (await Grants.FindAsync(Grant))!.Generation.ShouldBe(Grant.Generation + 1);
        await waiting;
    }

    [LongFact]
    public async Task A_stop_that_cannot_wait_leaves_an_intent_and_no_error()
    {
        var waiting = RefreshAsync();
        await _sent.Task;
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await SingleFlight.StopAsync(patience.Token);

        waiting.IsCompleted.ShouldBeFalse();
        Grants.Database.Count("refresh_intents").ShouldBe(1);
        _response.SetResult();
        await waiting;
    }

    [Fact]
    public async Task No_part_of_a_refresh_runs_on_the_first_callers_thread()
    {
        using var gate = new ManualResetEventSlim();
        Grants.Faults.BeforeCommand = _ => gate.Wait(TimeSpan.FromSeconds(10));

        var waiting = RefreshAsync();

        waiting.IsCompleted.ShouldBeFalse();
        gate.Set();
        _response.SetResult();
        await waiting;
    }

    private RefreshSingleFlight SingleFlight => Grants.Get<RefreshSingleFlight>();

    private Task<TokenResult> RefreshAsync(CancellationToken cancellationToken = default) =>
        Grants.Get<RefreshCoordinator>().RefreshAsync(Grant.Id, RefreshRequest.Expiring, cancellationToken);
}
