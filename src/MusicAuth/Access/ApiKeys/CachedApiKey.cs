using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;

namespace MusicAuth.Access.ApiKeys;

/// <summary>A key as this process remembers it between two looks into the database.</summary>
public sealed class CachedApiKey
{
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(1);

    private readonly byte[] _hash;
    private readonly DateTimeOffset? _expiresAt;
    private int _isLookedUp;
    private Use? _lastUse;

    internal CachedApiKey(StoredApiKey stored, long verifiedAt)
    {
        var row = stored.Row;
        _hash = row.SecretHash;
        _expiresAt = row.ExpiresAt;
        VerifiedAt = verifiedAt;
        Caller = new Caller(row.UserId, Interned(Entitled(stored)))
        {
            Key = new CallerKey(row.Id, row.Name, row.Providers is null ? null : Interned(row.Providers)),
        };
    }

    public Caller Caller { get; }

    internal long VerifiedAt { get; }

    internal bool Matches(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);

    internal bool HasExpired(TimeProvider time) => _expiresAt is { } end && time.GetUtcNow() >= end;

    /// <summary>True for one of all who find it due; until <see cref="EndRefresh"/>.</summary>
    internal bool TryBeginRefresh() => Interlocked.Exchange(ref _isLookedUp, 1) == 0;

    internal void EndRefresh() => Volatile.Write(ref _isLookedUp, 0);

    /// <summary>Takes over what only this process knows of the key.</summary>
    internal CachedApiKey WithUsageOf(CachedApiKey? before)
    {
        _lastUse = before?._lastUse;
        return this;
    }

    /// <summary>Whether this call is worth a line: from elsewhere, or the first in a minute.</summary>
    internal bool IsNewUse(DateTimeOffset now, IPAddress? address)
    {
        var last = Volatile.Read(ref _lastUse);
        if (last is not null && now - last.At < UseResolution && Equals(last.Address, address))
            return false;
        return Interlocked.CompareExchange(ref _lastUse, new Use(now, address), last) == last;
    }

    // A key of a former owner keeps its other scopes.
    private static string[] Entitled(StoredApiKey stored) => stored.IsOfOwner
        ? stored.Row.Scopes
        : [.. stored.Row.Scopes.Where(scope => scope != AccessScopes.MetricsRead)];

    // Of a hundred thousand keys nearly all have one of a few sets.
    private static FrozenSet<string> Interned(string[] values) =>
        Sets.GetOrAdd(string.Join(' ', values.Order(StringComparer.Ordinal)), _ => [.. values]);

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, FrozenSet<string>> Sets =
        new(StringComparer.Ordinal);

    private sealed record Use(DateTimeOffset At, IPAddress? Address);
}
