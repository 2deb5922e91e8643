namespace MusicAuth.Benchmarks.Seeding;

/// <summary>A token endpoint that answers every refresh with tokens of the same length as Spotify's.</summary>
internal sealed class StubTokenEndpoint : ITokenEndpoint
{
    public const string Name = "spotify";
    public const string App = "benchmark";

    private int _refreshes;

    public string Provider => Name;

    public string ClientId => App;

    public TimeSpan Timeout => TimeSpan.FromSeconds(8);

    /// <summary>The time that each refresh takes.</summary>
    public TimeSpan Latency { get; set; }

    public int Refreshes => _refreshes;

    public static AccessToken NewAccessToken() => new(new string('a', 220));

    public static RefreshToken NewRefreshToken() => new(new string('r', 131));

    public DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt) => null;

    public Task<AccessTokenState> CheckAsync(AccessToken accessToken, Guid userId) =>
        Task.FromResult(AccessTokenState.Accepted);

    public async Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _refreshes);
        if (Latency > TimeSpan.Zero) await Task.Delay(Latency, cancellationToken);
        return new RefreshResult.Renewed(new TokenSet(
            NewAccessToken(), NewRefreshToken(), TimeProvider.System.GetUtcNow().AddHours(1), null));
    }
}
