using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;

namespace MusicAuth.Access.ApiKeys;

/// <summary>An API key in the memory of this process.</summary>
public sealed class CachedApiKey
{
    private static readonly TimeSpan UsageResolution = TimeSpan.FromMinutes(1);

    private readonly byte[] _hash;
    private readonly byte[]? _previousHash;
    private readonly DateTimeOffset? _previousEndsAt;
    private readonly DateTimeOffset? _expiresAt;
    private int _isRefreshing;
    private Usage? _lastUsage;

    internal CachedApiKey(StoredApiKey stored, long verifiedAt, DateTimeOffset now)
    {
        var row = stored.Row;
        _hash = row.SecretHash;
        if (now < row.PreviousEndsAt)
            (_previousHash, _previousEndsAt) = (row.PreviousHash, row.PreviousEndsAt);
        _expiresAt = row.ExpiresAt;
        VerifiedAt = verifiedAt;
        Caller = new Caller(row.UserId, Intern(EffectiveScopes(stored)))
        {
            Key = new CallerKey(row.Id, row.Name, row.Providers is null ? null : Intern(row.Providers)),
        };
    }

    public Caller Caller { get; }

    internal long VerifiedAt { get; }

    /// <summary>Whether no second secret is valid, which could end before the key expires.</summary>
    internal bool HasOneSecret => _previousHash is null;

    /// <summary>Whether the hash is that of the secret, or of the previous one until its end.</summary>
    internal bool Matches(ReadOnlySpan<byte> hash, TimeProvider time) =>
        CryptographicOperations.FixedTimeEquals(_hash, hash)
        | (CryptographicOperations.FixedTimeEquals(_previousHash, hash) && time.GetUtcNow() < _previousEndsAt);

    internal bool HasExpired(TimeProvider time) => _expiresAt is { } end && time.GetUtcNow() >= end;

    /// <summary>True for one caller until <see cref="EndRefresh"/>.</summary>
    internal bool TryBeginRefresh() => Interlocked.Exchange(ref _isRefreshing, 1) == 0;

    internal void EndRefresh() => Volatile.Write(ref _isRefreshing, 0);

    /// <summary>Copies the last usage, which only this process knows.</summary>
    internal CachedApiKey WithUsageOf(CachedApiKey? previous)
    {
        _lastUsage = previous?._lastUsage;
        return this;
    }

    /// <summary>Whether to write this use: it comes from another network, or is the first in a minute.</summary>
    internal bool IsNewUse(DateTimeOffset now, IPAddress? address)
    {
        var last = Volatile.Read(ref _lastUsage);
        // A time in the future comes from a clock that was set back.
        if (last is not null && (now - last.At).Duration() < UsageResolution && IsSameNetwork(last.Address, address))
            return false;
        return Interlocked.CompareExchange(ref _lastUsage, new Usage(now, address), last) == last;
    }

    // The row has only the network: two devices in one network must not write at every request.
    private static bool IsSameNetwork(IPAddress? one, IPAddress? other) =>
        Equals(one, other) || CoarseAddress.Of(one) == CoarseAddress.Of(other);

    // A key of a former owner loses only this scope.
    private static string[] EffectiveScopes(StoredApiKey stored) => stored.IsOfOwner
        ? stored.Row.Scopes
        : [.. stored.Row.Scopes.Where(scope => scope != AccessScopes.MetricsRead)];

    // A hundred thousand keys share a few sets.
    private static HashSet<string> Intern(string[] values) => Sets.GetOrAdd(
        string.Join(' ', values.Order(StringComparer.Ordinal)),
        _ => new HashSet<string>(values, StringComparer.Ordinal));

    private static readonly ConcurrentDictionary<string, HashSet<string>> Sets = new(StringComparer.Ordinal);

    private sealed record Usage(DateTimeOffset At, IPAddress? Address);
}
