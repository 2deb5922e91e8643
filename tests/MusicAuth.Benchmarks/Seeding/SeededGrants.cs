using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MusicAuth.Benchmarks.Seeding;

/// <summary>The grants slice in this process, with a separate database of many grants.</summary>
internal sealed class SeededGrants : IAsyncDisposable
{
    private const int Batch = 1_000;

    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;
    private readonly Guid[] _users;

    private SeededGrants(WebApplication app, DirectoryInfo data, Guid[] users)
    {
        _app = app;
        _data = data;
        _users = users;
        Tokens = app.Services.GetRequiredService<GrantAccessTokens>();
    }

    public GrantAccessTokens Tokens { get; }

    public IReadOnlyList<Guid> Users => _users;

    public ScopedServices Database => _app.Services.GetRequiredService<ScopedServices>();

    public StubTokenEndpoint Provider => (StubTokenEndpoint)_app.Services.GetRequiredService<ITokenEndpoint>();

    public static async Task<SeededGrants> StartAsync(
        int grants, TimeSpan life, params (string Key, string Value)[] settings)
    {
        var data = Directory.CreateTempSubdirectory("musicauth-grants-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["DataDirectory"] = data.FullName;
        foreach (var (key, value) in settings) builder.Configuration[key] = value;
        builder.Logging.ClearProviders();
        builder.Services.AddPersistence();
        builder.Services.AddVault();
        builder.Services.AddUpstreamCalls();
        builder.Services.AddAudit().AddGrants();
        builder.Services.AddStartup().AddSingleton<BackupWorkFolders>();
        builder.Services.AddSingleton<ITokenEndpoint, StubTokenEndpoint>();
        var app = builder.Build();
        await app.Services.GetRequiredService<StartupSequence>().RunAsync(CancellationToken.None);
        var users = new List<Guid>(grants);
        while (users.Count < grants)
            users.AddRange(await SeedAsync(app.Services, Math.Min(Batch, grants - users.Count), life));
        // An idle database has an empty WAL and current statistics.
        await app.Services.GetRequiredService<ScopedServices>().UseAsync(db => db.Database.ExecuteSqlRawAsync(
            db is SqliteDb ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM ANALYZE"));
        return new SeededGrants(app, data, [.. users]);
    }

#pragma warning disable CA5394 // The choice of the user is no secret.
    public Guid RandomUser(Random random) => _users[random.Next(_users.Length)];
#pragma warning restore CA5394

    /// <summary>Stops without deleting the data, so that a broker can use it.</summary>
    public async Task<DirectoryInfo> StopAndKeepDataAsync()
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
        var vault = services.GetRequiredService<TokenProtector>();
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
                Provider = StubTokenEndpoint.Name,
                ClientId = StubTokenEndpoint.App,
                AccountId = user.Id.ToString("N"),
                DisplayName = user.DisplayName,
                Scopes = ["playlist-read-private", "playlist-read-collaborative", "user-library-read"],
                Generation = 1,
                AuthorizedAt = now,
                AccessExpiresAt = now + life,
                EncryptedAccessToken = [],
            };
            vault.Protect(grant, StubTokenEndpoint.NewAccessToken(), StubTokenEndpoint.NewRefreshToken());
            db.Add(grant);
        }

        await db.SaveChangesAsync();
        return [.. users.Select(user => user.Id)];
    }
}
