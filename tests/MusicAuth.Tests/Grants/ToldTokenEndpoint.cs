using System.Collections.Concurrent;
using MusicAuth.Grants;

namespace MusicAuth.Tests.Grants;

/// <summary>A token endpoint that answers what a test tells it to, and remembers what it was sent.</summary>
public sealed class ToldTokenEndpoint(string provider, TimeProvider time) : ITokenEndpoint
{
    public static readonly TimeSpan Consent = TimeSpan.FromDays(180);
    private readonly ConcurrentQueue<string> _sent = new();
    private int _underWay;

    public string Provider => provider;

    public string? ClientId => "app";

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Every refresh token that came, in order.</summary>
    public IReadOnlyList<string> Sent => [.. _sent];

    public int MostAtOnce { get; private set; }

    /// <summary>The answer; by default a new pair that lives for an hour.</summary>
    public Func<string, Task<RefreshResult>>? Answer { get; set; }

    public void Say(RefreshResult answer) => Answer = _ => Task.FromResult(answer);

    public DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt) =>
        authorizedAt + Consent;

    public async Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken)
    {
        _sent.Enqueue(refreshToken.Reveal());
        var now = Interlocked.Increment(ref _underWay);
        lock (_sent)
            MostAtOnce = Math.Max(MostAtOnce, now);
        try
        {
            return Answer is { } answer ? await answer(refreshToken.Reveal()) : Renewed(_sent.Count);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>The pair number <paramref name="number"/>.</summary>
    public RefreshResult Renewed(int number) => new RefreshResult.Renewed(new TokenSet(
        new AccessToken($"access {number}"), new RefreshToken($"refresh {number}"),
        time.GetUtcNow().AddHours(1), ["read", $"renewed {number}"]));
}
