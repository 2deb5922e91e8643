using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MusicAuth.Access;
using MusicAuth.Grants;
using MusicAuth.Operations;
using MusicAuth.Persistence;
using MusicAuth.Upstream;
using MusicAuth.Vault;

namespace MusicAuth.Benchmarks;

/// <summary>The custody of the broker in this process, over a database of its own with so many grants.</summary>
internal sealed class Custody : IAsyncDisposable
{
    private const int Batch = 1_000;

    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;
    private readonly Guid[] _users;

    private Custody(WebApplication app, DirectoryInfo data, Guid[] users)
    {
        _app = app;
        _data = data;
        _users = users;
        Tokens = app.Services.GetRequiredService<GrantTokens>();
    }

    public GrantTokens Tokens { get; }

    public IReadOnlyList<Guid> Users => _users;

    public DbScopes Database => _app.Services.GetRequiredService<DbScopes>();

    public InstantProvider Provider => (InstantProvider)_app.Services.GetRequiredService<ITokenEndpoint>();

    public static async Task<Custody> StartAsync(
        int grants, TimeSpan life, params (string Key, string Value)[] settings)
    {
        var data = Directory.CreateTempSubdirectory("musicauth-custody-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["DataDirectory"] = data.FullName;
        foreach (var (key, value) in settings) builder.Configuration[key] = value;
        builder.Logging.ClearProviders();
        builder.Services.AddPersistence();
        builder.Services.AddVault();
        builder.Services.AddUpstreamCalls();
        builder.Services.AddActivity().AddGrants();
        builder.Services.AddStartSequence();
        builder.Services.AddSingleton<ITokenEndpoint, InstantProvider>();
        var app = builder.Build();
        await app.Services.GetRequiredService<StartSequence>().RunAsync(CancellationToken.None);
        var users = new List<Guid>(grants);
        while (users.Count < grants)
            users.AddRange(await SeedAsync(app.Services, Math.Min(Batch, grants - users.Count), life));
        // As after a night: no backlog of the seeding, and statistics.
        await app.Services.GetRequiredService<DbScopes>().UseAsync(db => db.Database.ExecuteSqlRawAsync(
            db is SqliteDb ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM ANALYZE"));
        return new Custody(app, data, [.. users]);
    }

#pragma warning disable CA5394 // Whose grant is asked for is no secret.
    public Guid AnyUser(Random random) => _users[random.Next(_users.Length)];
#pragma warning restore CA5394

    /// <summary>Ends without taking the data away, for a broker to go on with.</summary>
    public async Task<DirectoryInfo> LeaveAsync()
    {
        await _app.DisposeAsync();
        return _data;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static async Task<Guid[]> SeedAsync(IServiceProvider services, int count, TimeSpan life)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MusicAuthDb>();
        var vault = services.GetRequiredService<GrantVault>();
        var now = TimeProvider.System.GetUtcNow();
        var users = Enumerable.Range(0, count)
            .Select(_ => new User { Id = Guid.CreateVersion7(now), DisplayName = "Somebody", CreatedAt = now })
            .ToArray();
        db.AddRange(users);
        foreach (var user in users)
        {
            var grant = new Grant
            {
                Id = Guid.CreateVersion7(now),
                UserId = user.Id,
                Provider = InstantProvider.Name,
                ClientId = InstantProvider.App,
                AccountId = user.Id.ToString("N"),
                DisplayName = user.DisplayName,
                Scopes = ["playlist-read-private", "playlist-read-collaborative", "user-library-read"],
                Generation = 1,
                AuthorizedAt = now,
                AccessExpiresAt = now + life,
                SealedAccessToken = [],
            };
            vault.Seal(grant, InstantProvider.NewAccessToken(), InstantProvider.NewRefreshToken());
            db.Add(grant);
        }

        await db.SaveChangesAsync();
        return [.. users.Select(user => user.Id)];
    }
}

/// <summary>Renews whatever it is asked, with tokens as long as Spotify's.</summary>
internal sealed class InstantProvider : ITokenEndpoint
{
    public const string Name = "spotify";
    public const string App = "benchmark";

    private int _refreshes;

    public string Provider => Name;

    public string ClientId => App;

    public TimeSpan Timeout => TimeSpan.FromSeconds(8);

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Latency { get; set; }

    public int Refreshes => _refreshes;

    public static AccessToken NewAccessToken() => new(new string('a', 220));

    public static RefreshToken NewRefreshToken() => new(new string('r', 131));

    public DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt) => null;

    public Task<AccessTokenState> CheckAsync(AccessToken accessToken, Guid userId) =>
        Task.FromResult(AccessTokenState.Accepted);

    public async Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _refreshes);
        if (Latency > TimeSpan.Zero) await Task.Delay(Latency, cancellationToken);
        return new RefreshResult.Renewed(new TokenSet(
            NewAccessToken(), NewRefreshToken(), TimeProvider.System.GetUtcNow().AddHours(1), null));
    }
}
