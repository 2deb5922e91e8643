using MusicAuth.EndToEnd.Infrastructure;
using MusicAuth.Tests.Shared;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>A person with a session and a grant at Spotify.</summary>
internal sealed record Person(string Name, Visitor Visitor, Guid Grant);

/// <summary>A broker to kill, and people whose grants must survive it.</summary>
internal sealed class CrashWorld : IAsyncDisposable
{
    private CrashWorld(LoneBroker broker) => Broker = broker;

    public LoneBroker Broker { get; }

    public List<Person> People { get; } = [];

    /// <summary>Those who ask when a kill is near.</summary>
    public IReadOnlyList<Person> Asking { get; set; } = [];

    public static async Task<CrashWorld> StartAsync(int people = 1, BrokerSetup? setup = null)
    {
        var world = new CrashWorld(await LoneBroker.StartAsync(setup));
        try
        {
            for (var number = 1; number <= people; number++) await world.WelcomeAsync($"person-{number}");
            world.Asking = world.People;
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>All of them at once, with tokens that the provider does not take any more.</summary>
    public async Task<IReadOnlyList<Task<Reply>>> AskWithExpiredTokensAsync()
    {
        await Broker.Control.ExpireAsync();
        return [.. Asking.Select(person => person.Visitor.AskAsync("spotify"))];
    }

    /// <summary>Makes a person's call need a refresh, and tells how it ends.</summary>
    public async Task<Reply> AskThroughRefreshAsync(Person person)
    {
        await Broker.Control.RefuseOnceAsync();
        return await person.Visitor.AskAsync("spotify");
    }

    public IReadOnlyDictionary<Guid, long> Generations() => SqliteFile.Generations(Broker.Database);

    public async Task BecomesReadyAsync(bool ready)
    {
        using var client = new SandboxControl(Broker.Address);
        await Eventually.IsTrueAsync(
            async () => await LoneBroker.IsReadyAsync(client) == ready, $"readiness {(ready ? "200" : "503")}");
    }

    public Task SpillIsGoneAsync() => Eventually.IsTrueAsync(
        () => Task.FromResult(CrashImage.Spilled(Broker.Spill).Count == 0), "a spill folder that is empty");

    /// <summary>Every stored refresh token works, and none ever came to the provider twice.</summary>
    public async Task AllIsWellAsync()
    {
        foreach (var person in People)
        {
            var reply = await AskThroughRefreshAsync(person);
            reply.IsOk.ShouldBeTrue($"{person.Name}: {reply}");
        }

        (await Broker.Control.StatsAsync("spotify")).Reuse.ShouldBe(0);
        SqliteFile.Integrity(Broker.Database).ShouldBe("ok");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in People) person.Visitor.Dispose();
        await Broker.DisposeAsync();
    }

    private async Task WelcomeAsync(string name)
    {
        await Broker.Control.MeetAsync(name);
        var visitor = new Visitor(Broker.Address);
        await visitor.SignInAsync("spotify", name);
        var (grant, state, _) = await visitor.ConnectionAsync("spotify");
        state.ShouldBe("active");
        People.Add(new(name, visitor, grant));
    }
}
