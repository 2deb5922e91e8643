using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>What the activity says was done, a crash right after the answer does not unsay.</summary>
public sealed class AuditCrashTests
{
    [LongFact]
    public async Task Sign_ins_and_disconnects_outlive_a_kill_right_after_their_answer()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var visitor = new CookieClient(broker.Address);
        for (var round = 1; round <= 5; round++)
        {
            await visitor.SignInAsync("spotify", "dora");
            await broker.KillAsync();
            await broker.RestartAsync();
            (await ToldAsync(visitor, "signed_in")).ShouldBe(round);

            (await visitor.DisconnectAsync("spotify")).Status.ShouldBe(204);
            await broker.KillAsync();
            await broker.RestartAsync();
            (await ToldAsync(visitor, "disconnected")).ShouldBe(round);
        }
    }

    [LongFact]
    public async Task What_is_still_in_memory_is_written_when_the_broker_is_told_to_stop()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var visitor = new CookieClient(broker.Address);
        await visitor.SignInAsync("spotify", "dora");
        await visitor.PlaylistsAsync("spotify");
        await visitor.PlaylistsAsync("spotify");

        await broker.Process.TerminateAsync();
        (await broker.Process.WaitForExitAsync()).ShouldBe(0, broker.Process.LastLines());
        await broker.RestartAsync();

        (await ToldAsync(visitor, "read")).ShouldBe(2);
    }

    private static async Task<long> ToldAsync(CookieClient visitor, string kind) =>
        (await visitor.GetAsync($"/me/activity?kind={kind}")).GetProperty("items").EnumerateArray()
            .Sum(item => item.GetProperty("count").GetInt64());
}
