namespace MusicAuth.Sandbox.Faults;

/// <summary>The body of <c>PUT /_sandbox/faults</c>; what it leaves out is as the sandbox was started.</summary>
internal sealed record FaultPlan
{
    public bool? Rotation { get; init; }

    /// <summary>How long a replaced refresh token still brings the same new one, by the sandbox's clock.</summary>
    public double RotationGraceSeconds { get; init; }

    /// <summary>Requests in 30 seconds; zero is no limit.</summary>
    public int? SpotifyRateLimit { get; init; }

    public bool? DeezerQuota { get; init; }

    /// <summary>The lifetime that Deezer's token response states, even if the token's own lifetime differs.</summary>
    public long? DeezerExpires { get; init; }

    /// <summary>Whether Deezer's token answer is a form under text/html even where JSON is asked for.</summary>
    public bool DeezerFormAnswer { get; init; }

    /// <summary>Whether tracks and track are still sent beside items and item, as recorded; true unless said.</summary>
    public bool? SpotifyAliases { get; init; }

    public int LatencyMs { get; init; }

    public IReadOnlyList<FaultRule> Rules { get; init; } = [];
}
