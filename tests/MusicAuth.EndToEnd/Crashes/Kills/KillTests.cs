using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>R1: kill -9 at every point of a refresh. No other test runs, because a restart has five seconds.</summary>
[Collection(nameof(KillTests))]
public sealed class KillTests(KillFixture fixture, CrashTable table) : IClassFixture<KillFixture>
{
    private static readonly Rotation[] AllRotations = [Rotation.Strict, Rotation.Off, Rotation.WithGrace];

    // The commit takes longer than the grace period of ten seconds.
    private static readonly Rotation[] WithoutGrace = [Rotation.Strict, Rotation.Off];

    [LongFact]
    public Task R1_kill_9_before_the_intent() =>
        RunAsync("before the intent", KillPoints.BeforeTheIntentAsync, CrashPlan.Cycles(1, AllRotations));

    [LongFact]
    public Task R1_kill_9_before_the_post() =>
        RunAsync("before the POST", KillPoints.BeforeThePostAsync, CrashPlan.Cycles(2, AllRotations));

    [LongFact]
    public Task R1_kill_9_after_the_post() =>
        RunAsync("after the POST", KillPoints.AfterThePostAsync, CrashPlan.Cycles(3, AllRotations));

    [LongFact]
    public Task R1_kill_9_after_the_response() =>
        RunAsync("after the response", KillPoints.AfterTheResponseAsync, CrashPlan.Cycles(3, AllRotations));

    [LongFact]
    public Task R1_kill_9_during_the_commit() =>
        RunAsync("during the commit", KillPoints.DuringTheCommitAsync, CrashPlan.Cycles(3, AllRotations));

    [LongFact]
    public Task R1_kill_9_with_the_commit_waiting_for_a_lock() =>
        RunAsync("commit waits for a lock", KillPoints.WithTheCommitWaitingAsync, CrashPlan.Cycles(2, AllRotations));

    [LongFact]
    public Task R1_kill_9_after_the_commit() =>
        RunAsync("after the commit", KillPoints.AfterTheCommitAsync, CrashPlan.Cycles(2, AllRotations));

    [LongFact]
    public Task R1_kill_9_during_the_spill() =>
        RunAsync("during the spill", KillPoints.DuringTheSpillAsync, CrashPlan.Cycles(1, WithoutGrace));

    [LongFact]
    public Task R1_kill_9_after_the_spill() =>
        RunAsync("after the spill", KillPoints.AfterTheSpillAsync, CrashPlan.Cycles(1, WithoutGrace));

    [LongFact]
    public Task R1_kill_9_during_the_replay_of_a_spill() =>
        RunAsync("during the replay", KillPoints.DuringTheReplayAsync, CrashPlan.Cycles(1, WithoutGrace));

    [LongFact]
    public Task R1_kill_9_at_random_with_four_refreshes_under_way() =>
        RunAsync("at random", KillPoints.AtRandomAsync, CrashPlan.Cycles(6, AllRotations), users: 4);

    private async Task RunAsync(string point, KillPoint killPoint, IEnumerable<Rotation> cycles, int users = 1)
    {
        var scenario = await fixture.GetAsync(users);
        List<TimeSpan> starts = [];
        foreach (var rotation in cycles)
        {
            var seed = CrashPlan.Seed + starts.Count;
            try
            {
                var outcome = await new CrashCycle(scenario, rotation, new Random(seed)).RunAsync(killPoint);
                table.Add(point, rotation, outcome);
                starts.Add(outcome.StartDuration);
            }
            catch (Exception exception)
            {
                var output = scenario.Broker.Process.LastLines();
                await fixture.DisposeAsync();
                throw new InvalidOperationException(
                    $"Cycle {starts.Count + 1} {point}, rotation {rotation}, MUSICAUTH_CRASH_SEED={seed}: "
                    + $"{exception.Message}\n{output}", exception);
            }
        }

        table.Print(point);
        // A run by hand has a quiet machine. On other machines the time of a start says nothing about the broker.
        if (CrashPlan.IsByHand) starts.Order().ElementAt(starts.Count / 2).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }
}
