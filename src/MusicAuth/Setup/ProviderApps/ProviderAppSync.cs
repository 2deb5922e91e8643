using Microsoft.Extensions.Options;

namespace MusicAuth.Setup.ProviderApps;

/// <summary>
/// Puts the stored apps into use: before the server starts, after each change, and on PostgreSQL every 4 s those that
/// another replica stored.
/// </summary>
internal sealed partial class ProviderAppSync(
    IEnumerable<ProviderRegistration> providers, ProviderAppReader apps, ProviderAppProtector protector,
    ProviderAppActivation activation, IOptions<DatabaseOptions> database, TimeProvider time,
    ILogger<ProviderAppSync> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(4);

    // A reload that begins after a commit sees that commit, so the last reload applies the last change.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, (Guid Id, long Generation)> _applied = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<StoredProviderApp> _unchecked = [];

    /// <summary>The apps in use of which the provider has said nothing, as of the last reload.</summary>
    public IReadOnlyList<StoredProviderApp> Unchecked => _unchecked;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The token clients and the limiter ask for the app from their first call on.
        await ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public Task<IReadOnlyList<StoredProviderApp>> ListAsync(CancellationToken cancellationToken) =>
        apps.ListAsync(cancellationToken);

    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var stored = await apps.ListAsync(cancellationToken);
            foreach (var provider in providers)
                Apply(provider, stored.FirstOrDefault(app => app.Provider == provider.Name));
            _unchecked = [.. stored.Where(app => app.Check == AppCheckOutcome.Unreachable && IsInUse(app))];
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        while (database.Value.IsPostgres && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReloadAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The apps in use stay; the next round tries again.
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.ReloadFailed(logger, failure);
            }
        }
    }

    // No provider can be asked about an app whose secret cannot be decrypted: each attempt would log that failure.
    private bool IsInUse(StoredProviderApp app) => providers.Any(provider =>
        provider.Name == app.Provider && provider.Credentials is { AreConfigured: false, Current: not null });

    // Decrypts a row only once: each failure to decrypt is logged.
    private void Apply(ProviderRegistration provider, StoredProviderApp? stored)
    {
        var version = stored is null ? default : (stored.Id, stored.Generation);
        if (version == _applied.GetValueOrDefault(provider.Name))
            return;
        _applied[provider.Name] = version;
        activation.Apply(provider.Credentials, stored is null ? null : protector.Unprotect(stored));
    }

    private static partial class Log
    {
        [LoggerMessage(14001, LogLevel.Warning,
            "The database cannot be read now, so MusicAuth does not see the provider apps of other replicas")]
        public static partial void ReloadFailed(ILogger logger, Exception failure);
    }
}
