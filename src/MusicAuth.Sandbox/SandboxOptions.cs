namespace MusicAuth.Sandbox;

/// <summary>The options of a start, to which <c>POST /_sandbox/reset</c> returns.</summary>
public sealed class SandboxOptions
{
    /// <summary>Where it listens; port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>The clock that the control clock's offset is added to.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Whether Deezer's quota of 50 requests in 5 seconds holds.</summary>
    public bool DeezerQuota { get; init; } = true;

    /// <summary>Spotify requests in a rolling window of 30 seconds; none is no limit.</summary>
    public int? SpotifyRateLimit { get; init; }

    /// <summary>Whether Spotify gives a new refresh token with every refresh, as it did before 2026.</summary>
    public bool Rotation { get; init; }

    /// <summary>What every code and token begins with, for tests that look for them where none should be.</summary>
    public string SecretPrefix { get; init; } = "";

    /// <summary>Where consents are kept over a restart; none keeps them in memory.</summary>
    public string? StateFile { get; init; }

    /// <summary>Whether warnings and errors of the sandbox itself go to the console.</summary>
    public bool LogToConsole { get; init; }
}
