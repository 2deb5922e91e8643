using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace MusicAuth.Tests.Grants;

/// <summary>
/// The Grants slice alone: no server, its own database, a fake clock, and stub token endpoints.
/// </summary>
public sealed class GrantsUnderTest : IAsyncDisposable
{
    public static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromHours(1);

    private static readonly Lazy<Task<byte[]>> Migrated = new(MigrateAsync);
    private readonly DirectoryInfo _directory;
    private readonly IHost _host;
    private readonly Guid _instance = Guid.NewGuid();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private MasterKey? _key;

    private GrantsUnderTest(DirectoryInfo directory)
    {
        _directory = directory;
        Spotify = new StubTokenEndpoint("spotify", Clock);
        Deezer = new StubTokenEndpoint("deezer", Clock);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["DataDirectory"] = directory.FullName });
        builder.Logging.AddFakeLogging().SetMinimumLevel(LogLevel.Debug)
            .AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton<TimeProvider>(Clock).AddPersistence().AddVault().AddAudit().AddGrants()
            .AddSingleton<ITokenEndpoint>(Spotify).AddSingleton<ITokenEndpoint>(Deezer)
            .ConfigureDbContext<SqliteDb>(db => db.AddInterceptors(Faults))
            .AddSingleton<IConnectionSource>(services => new FaultyConnectionSource(
                services.GetRequiredService<IOptions<DatabaseOptions>>(), Faults));
        _host = builder.Build();
    }

    public JumpingClock Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public StubTokenEndpoint Spotify { get; }

    public StubTokenEndpoint Deezer { get; }

    public DatabaseFaults Faults { get; } = new();

    public string DataDirectory => _directory.FullName;

    public Database Database => new(DataDirectory);

    /// <summary>The log entries.</summary>
    public IEnumerable<string> Log =>
        Get<FakeLogCollector>().GetSnapshot().Select(record => $"{record.Level}: {record.Message}");

    public static async Task<GrantsUnderTest> StartAsync()
    {
        var grants = new GrantsUnderTest(Directory.CreateTempSubdirectory("musicauth-grants-"));
        await File.WriteAllBytesAsync(Path.Combine(grants.DataDirectory, "musicauth.db"), await Migrated.Value);
        grants.Get<DataDirectoryId>().Load();
        grants.ChangeKey();
        await grants.UseAsync(async (MusicAuthDb db) =>
        {
            db.Add(new InstanceMetadata { InstanceId = grants._instance });
            return await db.SaveChangesAsync();
        });
        await grants.Get<RefreshRecovery>().RunAsync(CancellationToken.None);
        return grants;
    }

    /// <summary>Sets a new master key. The previous key can still decrypt, unless it is removed.</summary>
    public void ChangeKey(bool removePrevious = false)
    {
        using var before = _key;
        _key = MasterKey.Generate();
        Get<DerivedKeySet>().Load(_instance, _key, before is null || removePrevious ? [] : [before]);
    }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public MetricCollector<long> Meter(string instrument) =>
        new(Get<IMeterFactory>(), GrantMetrics.Meter, instrument);

    /// <summary>Starts the background services.</summary>
    public Task StartHostAsync() => _host.StartAsync();

    public void Stop() => Get<IHostApplicationLifetime>().StopApplication();

    /// <summary>Stores a consent, and returns the grant. The default is a new user.</summary>
    public async Task<Grant> ConsentAsync(
        Guid? user = null, string provider = "spotify", TimeSpan? life = null, bool refreshToken = true,
        string name = "first")
    {
        var userId = user ?? Guid.NewGuid();
        // No provider gives two consents the same tokens.
        for (var number = 2; !IsNew(name); number++)
            name = $"{name.Split(' ')[0]} {number}";
        await using var scope = _host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MusicAuthDb>();
        if (await db.Set<User>().FindAsync(userId) is null)
            db.Add(new User { Id = userId, CreatedAt = Clock.GetUtcNow() });
        await scope.ServiceProvider.GetRequiredService<GrantStore>().SaveConsentAsync(
            userId, new ProviderAccount(provider, $"account of {userId}", null, null), "app",
            new TokenSet(
                new AccessToken($"access {name}"), refreshToken ? new RefreshToken($"refresh {name}") : null,
                Clock.GetUtcNow() + (life ?? AccessTokenLifetime), ["read"]),
            CancellationToken.None);
        return (await scope.ServiceProvider.GetRequiredService<GrantStore>()
            .FindAsync(userId, provider, CancellationToken.None))!;
    }

    private bool IsNew(string name)
    {
        lock (_names)
            return _names.Add(name);
    }

    public Task<TokenResult> TokenOfAsync(Grant grant) =>
        Get<GrantAccessTokens>().GetAsync(grant.UserId, grant.Provider, CancellationToken.None);

    public Task<TokenResult> RefreshAsync(Grant grant, RefreshRequest? request = null) =>
        Get<RefreshCoordinator>().RefreshAsync(
            grant.Id, request ?? RefreshRequest.Expiring, CancellationToken.None);

    public Task<Grant?> FindAsync(Grant grant) =>
        UseAsync((GrantStore store) => store.FindAsync(grant.Id, CancellationToken.None));

    public async Task EraseAsync(Grant grant) => await UseAsync((GrantStore store) => store.EraseAsync(
        grant.UserId, grant.Provider, new AuditEvent(AuditKind.Disconnected), CancellationToken.None));

    /// <summary>The rollback counter.</summary>
    public async Task<long> CommitsAsync() =>
        (await UseAsync((RollbackRecordStore store) => store.ReadCountersAsync(CancellationToken.None))).Commits;

    public Task UseAsync<TStore>(Func<TStore, Task> work) where TStore : notnull =>
        Get<ScopedServices>().UseAsync(work);

    public Task<T> UseAsync<TStore, T>(Func<TStore, Task<T>> work) where TStore : notnull =>
        Get<ScopedServices>().UseAsync(work);

    /// <summary>Uses a store like another process on the same database.</summary>
    public async Task<T> UseElsewhereAsync<T>(LeaseOwner owner, Func<RefreshStore, Task<T>> work)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await work(ActivatorUtilities.CreateInstance<RefreshStore>(scope.ServiceProvider, owner));
    }

    public Task UseElsewhereAsync(LeaseOwner owner, Func<RefreshStore, Task> work) =>
        UseElsewhereAsync(owner, async store =>
        {
            await work(store);
            return true;
        });

    /// <summary>Removes and returns the recorded audit events.</summary>
    public string[] TakeAuditEvents() =>
        [.. Get<AuditLog>().Drain().Select(tally => $"{tally.Event.Kind} {tally.Event.Outcome}")];

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        _key?.Dispose();
        _directory.Delete(recursive: true);
    }

    // The migration runs once for all tests, because it takes longer than a test.
    private static async Task<byte[]> MigrateAsync()
    {
        await using var grants = new GrantsUnderTest(Directory.CreateTempSubdirectory("musicauth-grants-"));
        await grants.Get<IDatabaseStartup>().MigrateAsync(CancellationToken.None);
        await grants.Get<IDatabaseDialect>().TruncateWalAsync(CancellationToken.None);
        return await File.ReadAllBytesAsync(Path.Combine(grants.DataDirectory, "musicauth.db"));
    }
}
