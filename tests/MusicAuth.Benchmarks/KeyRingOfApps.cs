using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MusicAuth.Access;
using MusicAuth.Persistence;
using MusicAuth.Vault;
using MusicAuth.Web;

namespace MusicAuth.Benchmarks;

/// <summary>The check of keys in this process, over a database of its own with so many keys.</summary>
internal sealed class KeyRingOfApps : IAsyncDisposable
{
    private const int Batch = 1_000;

    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;
    private readonly Counter _counter;

    private KeyRingOfApps(WebApplication app, DirectoryInfo data, Counter counter, string[] keys)
    {
        _app = app;
        _data = data;
        _counter = counter;
        Keys = keys;
        Check = app.Services.GetRequiredService<ApiKeyCheck>();
    }

    public string[] Keys { get; }

    public ApiKeyCheck Check { get; }

    public int Queries => _counter.Count;

    public static async Task<KeyRingOfApps> StartAsync(int keys)
    {
        var data = Directory.CreateTempSubdirectory("musicauth-keys-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["DataDirectory"] = data.FullName;
        builder.Logging.ClearProviders();
        var counter = new Counter();
        builder.AddWeb();
        builder.Services.AddPersistence();
        builder.Services.AddVault();
        builder.Services.AddAccess();
        builder.Services.AddSingleton<TimeProvider, StandingClock>();
        builder.Services.ConfigureDbContext<SqliteDb>(db => db.AddInterceptors(counter));
        var app = builder.Build();
        var start = app.Services.GetRequiredService<IDatabaseStart>();
        app.Services.GetRequiredService<Unsealing>().Unseal(null);
        await using (await start.EnterAsync(CancellationToken.None))
            await start.MigrateAsync(CancellationToken.None);
        var all = new List<string>(keys);
        while (all.Count < keys)
            all.AddRange(await SeedAsync(app.Services, Math.Min(Batch, keys - all.Count)));
        return new KeyRingOfApps(app, data, counter, [.. all]);
    }

#pragma warning disable CA5394 // Whose key is asked for is no secret.
    public string Any(Random random) => Keys[random.Next(Keys.Length)];
#pragma warning restore CA5394

    /// <summary>Every key has been seen once.</summary>
    public async Task WarmAsync()
    {
        foreach (var key in Keys)
            await Check.CheckAsync(key, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>A key for each of some users.</summary>
    public static Task<string[]> SeedAsync(Custody custody, IEnumerable<Guid> users) =>
        custody.Database.UseAsync(async db =>
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
        var key = ApiKeyText.New();
        var hash = new byte[32];
        ApiKeyText.TryHash(key, hash);
        var row = new ApiKey
        {
            Id = ApiKeyText.IdOf(key).ToString(),
            UserId = user,
            Name = "Dashboard",
            SecretHash = hash,
            Scopes = [Scopes.LibraryRead, Scopes.ConnectionsRead, Scopes.SpotifyRead],
            CreatedAt = now,
        };
        return (row, key);
    }

    // What is in memory stays fresh for the whole measurement.
    private sealed class StandingClock : TimeProvider
    {
        private static readonly DateTimeOffset Now = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => 0;
    }

    private sealed class Counter : DbCommandInterceptor
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
