using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>A broker to kill, and people whose grants must survive it.</summary>
internal sealed class CrashScenario : IAsyncDisposable
{
    private CrashScenario(StandaloneBroker broker) => Broker = broker;

    public StandaloneBroker Broker { get; }

    public List<CrashUser> Users { get; } = [];

    /// <summary>Those who ask when a kill is near.</summary>
    public IReadOnlyList<CrashUser> Callers { get; set; } = [];

    public static async Task<CrashScenario> StartAsync(int people = 1, BrokerSetup? setup = null)
    {
        var world = new CrashScenario(await StandaloneBroker.StartAsync(setup));
        try
        {
            for (var number = 1; number <= people; number++) await world.AddUserAsync($"person-{number}");
            world.Callers = world.Users;
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>All of them at once, with tokens that the provider does not take any more.</summary>
    public async Task<IReadOnlyList<Task<Reply>>> CallWithExpiredTokensAsync()
    {
        await Broker.Control.ExpireAsync();
        return [.. Callers.Select(person => person.Client.ReadListAsync("spotify"))];
    }

    /// <summary>Makes a person's call need a refresh, and tells how it ends.</summary>
    public async Task<Reply> CallThroughRefreshAsync(CrashUser person)
    {
        await Broker.Control.RefuseOnceAsync();
        return await person.Client.ReadListAsync("spotify");
    }

    public IReadOnlyDictionary<Guid, long> Generations() => SqliteFile.Generations(Broker.Database);

    public async Task WaitForReadinessAsync(bool ready)
    {
        using var client = new SandboxControl(Broker.Address);
        await Eventually.IsTrueAsync(
            async () => await StandaloneBroker.IsReadyAsync(client) == ready, $"readiness {(ready ? "200" : "503")}");
    }

    public Task WaitForEmptySpillAsync() => Eventually.IsTrueAsync(
        () => Task.FromResult(CrashImage.Spilled(Broker.Spill).Count == 0), "a spill folder that is empty");

    /// <summary>Every stored refresh token works, and none ever came to the provider twice.</summary>
    public async Task ShouldStillRefreshAsync()
    {
        foreach (var person in Users)
        {
            var reply = await CallThroughRefreshAsync(person);
            reply.IsOk.ShouldBeTrue($"{person.Name}: {reply}");
        }

        (await Broker.Control.StatsAsync("spotify")).Reuse.ShouldBe(0);
        SqliteFile.Integrity(Broker.Database).ShouldBe("ok");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in Users) person.Client.Dispose();
        await Broker.DisposeAsync();
    }

    private async Task AddUserAsync(string name)
    {
        await Broker.Control.AddUserAsync(name);
        var visitor = new CookieClient(Broker.Address);
        await visitor.SignInAsync("spotify", name);
        var (grant, state, _) = await visitor.ConnectionAsync("spotify");
        state.ShouldBe("active");
        Users.Add(new(name, visitor, grant));
    }
}
