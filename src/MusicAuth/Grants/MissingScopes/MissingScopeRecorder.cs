using System.Collections.Concurrent;

namespace MusicAuth.Grants.MissingScopes;

/// <summary>Records missing scopes, each at most once an hour, so that an app that polls causes few writes.</summary>
internal sealed partial class MissingScopeRecorder(
    ScopedServices scopes, TimeProvider time, ILogger<MissingScopeRecorder> logger)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(Guid UserId, string Provider, string Scope), long> _recorded = new();

    /// <summary>Returns at once; the request of the app does not wait for the database.</summary>
    public void Record(Guid userId, string provider, IReadOnlyList<string> missing)
    {
        string[] due = [.. missing.Where(scope => IsDue((userId, provider, scope)))];
        if (due.Length > 0)
            _ = Task.Run(() => WriteAsync(userId, provider, due));
    }

    private bool IsDue((Guid, string, string) missing)
    {
        var now = time.GetTimestamp();
        if (_recorded.TryGetValue(missing, out var before))
            return time.GetElapsedTime(before, now) >= Interval && _recorded.TryUpdate(missing, now, before);
        if (_recorded.Count >= MaxRemembered)
            _recorded.Clear();
        return _recorded.TryAdd(missing, now);
    }

    private async Task WriteAsync(Guid userId, string provider, string[] due)
    {
        try
        {
            await scopes.UseAsync((MissingScopeStore store) =>
                store.AddAsync(userId, provider, due, CancellationToken.None));
        }
#pragma warning disable CA1031 // The next request of the app records the scope again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            foreach (var scope in due)
                _recorded.TryRemove((userId, provider, scope), out _);
            Log.NotRecorded(logger, failure, provider);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2801, LogLevel.Warning,
            "The database did not accept the scopes that an app required at {Provider}; the next request adds them")]
        public static partial void NotRecorded(ILogger logger, Exception failure, string provider);
    }
}
