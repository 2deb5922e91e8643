namespace MusicAuth.Sandbox.Faults;

/// <summary>The body of <c>PUT /_sandbox/faults</c>. An omitted member has its value of the start.</summary>
internal sealed record FaultPlan
{
    public bool? Rotation { get; init; }

    /// <summary>The time in which a replaced refresh token still returns the same new token.</summary>
    public double RotationGraceSeconds { get; init; }

    /// <summary>The number of requests in 30 seconds; zero for no limit.</summary>
    public int? SpotifyRateLimit { get; init; }

    public bool? DeezerQuota { get; init; }

    /// <summary>The lifetime that Deezer's token response states, even if the token's own lifetime differs.</summary>
    public long? DeezerExpires { get; init; }

    /// <summary>Whether Deezer's token response is a form of type text/html even if JSON is requested.</summary>
    public bool DeezerFormAnswer { get; init; }

    /// <summary>Whether tracks and track are still sent beside items and item, as recorded; true by default.</summary>
    public bool? SpotifyAliases { get; init; }

    public int LatencyMs { get; init; }

    public IReadOnlyList<FaultRule> Rules { get; init; } = [];
}
