using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>The audit log keeps its entries if the broker is killed right after a response.</summary>
public sealed class AuditCrashTests
{
    [LongFact]
    public async Task Entries_of_sign_ins_and_disconnects_survive_a_kill_right_after_the_response()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var client = new CookieClient(broker.Address);
        for (var round = 1; round <= 5; round++)
        {
            await client.SignInAsync("spotify", "dora");
            await broker.KillAsync();
            await broker.RestartAsync();
            (await CountAsync(client, "signed_in")).ShouldBe(round);

            (await client.DisconnectAsync("spotify")).Status.ShouldBe(204);
            await broker.KillAsync();
            await broker.RestartAsync();
            (await CountAsync(client, "disconnected")).ShouldBe(round);
        }
    }

    [LongFact]
    public async Task Sigterm_writes_the_entries_that_are_still_in_memory()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var client = new CookieClient(broker.Address);
        await client.SignInAsync("spotify", "dora");
        await client.PlaylistsAsync("spotify");
        await client.PlaylistsAsync("spotify");

        await broker.Process.TerminateAsync();
        (await broker.Process.WaitForExitAsync()).ShouldBe(0, broker.Process.LastLines());
        await broker.RestartAsync();

        (await CountAsync(client, "read")).ShouldBe(2);
    }

    private static async Task<long> CountAsync(CookieClient client, string kind) =>
        (await client.GetAsync($"/me/activity?kind={kind}")).GetProperty("items").EnumerateArray()
            .Sum(item => item.GetProperty("count").GetInt64());
}
