using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>R2, R5: one exchange for all who wait, and it belongs to the broker.</summary>
public sealed class RefreshSingleFlightTests : SingleGrantTest
{
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override TimeSpan ConsentAge => CustodyUnderTest.AccessTokenLifetime;

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        Custody.Spotify.OnRefresh = async _ =>
        {
            _sent.TrySetResult();
            await _answer.Task;
            return Custody.Spotify.Renewed(1);
        };
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task All_get_what_one_exchange_brought(int callers)
    {
        using var joins = Custody.Meter("musicauth.refresh.joins");
        var waiting = Enumerable.Range(0, callers).Select(_ => Task.Run(() => JoinAsync())).ToArray();
        await _sent.Task;
        while (joins.GetMeasurementSnapshot().Count < callers - 1)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        _answer.SetResult();

        foreach (var result in await Task.WhenAll(waiting))
            result.ShouldBeOfType<TokenResult.Fresh>().AccessToken.Reveal().ShouldBe("access 1");
        Custody.Spotify.Sent.ShouldBe(["refresh first"]);
        joins.GetMeasurementSnapshot().Count.ShouldBe(callers - 1);
    }

    [Fact]
    public async Task Whoever_leaves_ends_their_own_wait_only()
    {
        using var leaves = new CancellationTokenSource();
        var leaving = JoinAsync(leaves.Token);
        await _sent.Task;
        var staying = JoinAsync();

        await leaves.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);
        staying.IsCompleted.ShouldBeFalse();
        _answer.SetResult();

        (await staying).ShouldBeOfType<TokenResult.Fresh>();
    }

    [Fact]
    public async Task With_nobody_left_the_answer_is_stored_all_the_same()
    {
        using var leaves = new CancellationTokenSource();
        var leaving = JoinAsync(leaves.Token);
        await _sent.Task;
        await leaves.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);

        _answer.SetResult();
        await Flights.StopAsync(TestContext.Current.CancellationToken);

        (await Custody.FindAsync(Grant))!.Generation.ShouldBe(Grant.Generation + 1);
    }

    [Fact]
    public async Task A_failure_is_heard_by_all_and_the_next_one_begins_anew()
    {
        Custody.Spotify.OnRefresh = async _ =>
        {
            _sent.TrySetResult();
            await _answer.Task;
            throw new InvalidOperationException("a mistake of ours");
        };
        var first = JoinAsync();
        await _sent.Task;
        var second = JoinAsync();
        _answer.SetResult();

        (await Should.ThrowAsync<InvalidOperationException>(first)).Message.ShouldBe("a mistake of ours");
        await Should.ThrowAsync<InvalidOperationException>(second);
        Custody.Spotify.OnRefresh = null;
        (await JoinAsync()).ShouldBeOfType<TokenResult.Fresh>();
    }

    [Fact]
    public async Task What_has_ended_is_joined_by_nobody()
    {
        _answer.SetResult();
        await JoinAsync();
        Custody.Clock.Advance(CustodyUnderTest.AccessTokenLifetime);
        Custody.Spotify.OnRefresh = null;

        (await JoinAsync()).ShouldBeOfType<TokenResult.Fresh>().AccessToken.Reveal().ShouldBe("access 2");
    }

    [Fact]
    public async Task A_stop_waits_for_what_is_under_way()
    {
        var waiting = JoinAsync();
        await _sent.Task;

        var stop = Flights.StopAsync(TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        stop.IsCompleted.ShouldBeFalse();
        _answer.SetResult();
        await stop;

        (await Custody.FindAsync(Grant))!.Generation.ShouldBe(Grant.Generation + 1);
        await waiting;
    }

    [Fact]
    public async Task A_stop_out_of_patience_leaves_an_intent_and_no_error()
    {
        var waiting = JoinAsync();
        await _sent.Task;
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Flights.StopAsync(patience.Token);

        waiting.IsCompleted.ShouldBeFalse();
        Custody.Database.Count("refresh_intents").ShouldBe(1);
        _answer.SetResult();
        await waiting;
    }

    [Fact]
    public async Task Nothing_of_it_happens_on_its_first_callers_back()
    {
        using var gate = new ManualResetEventSlim();
        Custody.Faults.BeforeCommand = _ => gate.Wait(TimeSpan.FromSeconds(10));

        var waiting = JoinAsync();

        waiting.IsCompleted.ShouldBeFalse();
        gate.Set();
        _answer.SetResult();
        await waiting;
    }

    private RefreshSingleFlight Flights => Custody.Get<RefreshSingleFlight>();

    private Task<TokenResult> JoinAsync(CancellationToken cancellationToken = default) =>
        Custody.Get<RefreshCoordinator>().RefreshAsync(Grant.Id, RefreshRequest.Expiring, cancellationToken);
}
