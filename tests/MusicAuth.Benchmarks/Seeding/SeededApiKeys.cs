using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MusicAuth.Benchmarks.Seeding;

/// <summary>The key validator in this process, with a separate database of many keys.</summary>
internal sealed class SeededApiKeys : IAsyncDisposable
{
    private const int Batch = 1_000;

    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;
    private readonly QueryCounter _counter;

    private SeededApiKeys(WebApplication app, DirectoryInfo data, QueryCounter counter, string[] keys)
    {
        _app = app;
        _data = data;
        _counter = counter;
        Keys = keys;
        Check = app.Services.GetRequiredService<ApiKeyValidator>();
    }

    public string[] Keys { get; }

    public ApiKeyValidator Check { get; }

    public int Queries => _counter.Count;

    public static async Task<SeededApiKeys> StartAsync(int keys)
    {
        var data = Directory.CreateTempSubdirectory("musicauth-keys-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["DataDirectory"] = data.FullName;
        builder.Logging.ClearProviders();
        var counter = new QueryCounter();
        builder.AddWeb();
        builder.Services.AddPersistence();
        builder.Services.AddVault();
        builder.Services.AddAccess();
        builder.Services.AddSingleton<TimeProvider, FrozenClock>();
        builder.Services.ConfigureDbContext<SqliteDb>(db => db.AddInterceptors(counter));
        var app = builder.Build();
        var start = app.Services.GetRequiredService<IDatabaseStartup>();
        app.Services.GetRequiredService<MasterKeyLoader>().Load(null);
        await using (await start.AcquireStartupLockAsync(CancellationToken.None))
            await start.MigrateAsync(CancellationToken.None);
        var all = new List<string>(keys);
        while (all.Count < keys)
            all.AddRange(await SeedAsync(app.Services, Math.Min(Batch, keys - all.Count)));
        return new SeededApiKeys(app, data, counter, [.. all]);
    }

#pragma warning disable CA5394 // The choice of the key is no secret.
    public string RandomKey(Random random) => Keys[random.Next(Keys.Length)];
#pragma warning restore CA5394

    /// <summary>Validates every key once.</summary>
    public async Task WarmUpAsync()
    {
        foreach (var key in Keys)
            await Check.ValidateAsync(key, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>Creates a key for each user.</summary>
    public static Task<string[]> SeedAsync(SeededGrants grants, IEnumerable<Guid> users) =>
        grants.Database.UseAsync(async db =>
        {
            var keys = users.Select(user => NewKey(user, TimeProvider.System.GetUtcNow())).ToArray();
            db.AddRange(keys.Select(key => key.Row));
            await db.SaveChangesAsync();
            return keys.Select(key => key.Key).ToArray();
        });

    private static async Task<List<string>> SeedAsync(IServiceProvider services, int count)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MusicAuthDb>();
        var now = TimeProvider.System.GetUtcNow();
        var user = new User { Id = Guid.CreateVersion7(now), DisplayName = "Somebody", CreatedAt = now };
        db.Add(user);
        var keys = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            var (row, key) = NewKey(user.Id, now);
            db.Add(row);
            keys.Add(key);
        }

        await db.SaveChangesAsync();
        return keys;
    }

    private static (ApiKey Row, string Key) NewKey(Guid user, DateTimeOffset now)
    {
        var key = ApiKeyFormat.Create();
        var hash = new byte[32];
        ApiKeyFormat.TryHash(key, hash);
        var row = new ApiKey
        {
            Id = ApiKeyFormat.IdOf(key).ToString(),
            UserId = user,
            Name = "Dashboard",
            SecretHash = hash,
            Scopes = [AccessScopes.LibraryRead, AccessScopes.ConnectionsRead, AccessScopes.SpotifyRead],
            CreatedAt = now,
        };
        return (row, key);
    }

    // Cached keys stay fresh for the whole measurement.
    private sealed class FrozenClock : TimeProvider
    {
        private static readonly DateTimeOffset Now = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => 0;
    }

    private sealed class QueryCounter : DbCommandInterceptor
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return new(result);
        }
    }
}
