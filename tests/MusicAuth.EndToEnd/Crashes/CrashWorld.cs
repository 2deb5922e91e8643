using MusicAuth.EndToEnd.Infrastructure;
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

    public static async Task<CrashWorld> StartAsync(int people = 1, BrokerSetup? setup = null)
    {
        var world = new CrashWorld(await LoneBroker.StartAsync(setup));
        try
        {
            for (var number = 1; number <= people; number++) await world.WelcomeAsync($"person-{number}");
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Everybody asks for playlists at once, with tokens that the provider does not take any more.</summary>
    public async Task<IReadOnlyList<Task<Reply>>> AskWithExpiredTokensAsync()
    {
        await Broker.Control.ExpireAsync();
        return [.. People.Select(person => person.Visitor.AskAsync("spotify"))];
    }

    /// <summary>Makes a person's call need a refresh, and tells how it ends.</summary>
    public async Task<Reply> AskThroughRefreshAsync(Person person)
    {
        await Broker.Control.RefuseOnceAsync();
        return await person.Visitor.AskAsync("spotify");
    }

    public IReadOnlyDictionary<Guid, long> Generations() => SqliteFile.Generations(Broker.Database);

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
