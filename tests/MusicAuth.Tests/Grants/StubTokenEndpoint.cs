using System.Collections.Concurrent;

namespace MusicAuth.Tests.Grants;

/// <summary>
/// A token endpoint that responds as a test sets it, and records the tokens it received. It rotates strictly: it
/// revokes a replaced refresh token, and counts its reuse.
/// </summary>
public sealed class StubTokenEndpoint(string provider, TimeProvider time) : ITokenEndpoint
{
    public static readonly TimeSpan ConsentLifetime = TimeSpan.FromDays(180);
    private readonly ConcurrentQueue<string> _sent = new();
    private readonly ConcurrentQueue<string> _checked = new();
    private readonly HashSet<string> _replaced = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inUse = new(StringComparer.Ordinal);
    private int _underWay;

    public string Provider => provider;

    public string? ClientId => "app";

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>The received refresh tokens, in order.</summary>
    public IReadOnlyList<string> Sent => [.. _sent];

    public int MaxConcurrent { get; private set; }

    /// <summary>The number of received refresh tokens that were replaced or used before.</summary>
    public int Reuse { get; private set; }

    /// <summary>The checked access tokens, in order.</summary>
    public IReadOnlyList<string> Checked => [.. _checked];

    /// <summary>The result of a check of an access token.</summary>
    public AccessTokenState AccessTokenState { get; set; } = AccessTokenState.Refused;

    /// <summary>The response; by default a new pair that is valid for an hour.</summary>
    public Func<string, Task<RefreshResult>>? OnRefresh { get; set; }

    public void Respond(RefreshResult answer) => OnRefresh = _ => Task.FromResult(answer);

    public DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt) =>
        authorizedAt + ConsentLifetime;

    public Task<AccessTokenState> CheckAsync(AccessToken accessToken, Guid userId)
    {
        _checked.Enqueue(accessToken.Reveal());
        return Task.FromResult(AccessTokenState);
    }

    public async Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken)
    {
        var token = refreshToken.Reveal();
        _sent.Enqueue(token);
        if (!TryUse(token))
            return new RefreshResult.InvalidGrant();
        var now = Interlocked.Increment(ref _underWay);
        lock (_sent)
            MaxConcurrent = Math.Max(MaxConcurrent, now);
        try
        {
            var result = OnRefresh is { } answer ? await answer(token) : Renewed(_sent.Count);
            if (result is RefreshResult.Renewed { Tokens.RefreshToken: { } next } && next.Reveal() != token)
                Replace(token);
            return result;
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
            lock (_replaced)
                _inUse.Remove(token);
        }
    }

    private bool TryUse(string token)
    {
        lock (_replaced)
        {
            if (!_replaced.Contains(token) && _inUse.Add(token))
                return true;
            Reuse++;
            return false;
        }
    }

    private void Replace(string token)
    {
        lock (_replaced)
            _replaced.Add(token);
    }

    /// <summary>A pair of tokens with a number.</summary>
    public RefreshResult Renewed(int number) => new RefreshResult.Renewed(new TokenSet(
        new AccessToken($"access {number}"), new RefreshToken($"refresh {number}"),
        time.GetUtcNow().AddHours(1), ["read", $"renewed {number}"]));
}
