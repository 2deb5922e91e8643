namespace MusicAuth.Sandbox;

/// <summary>The options of a start, to which <c>POST /_sandbox/reset</c> returns.</summary>
public sealed class SandboxOptions
{
    /// <summary>The URL to listen on; port 0 chooses a free port.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>The clock to which <c>POST /_sandbox/clock</c> adds an offset.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Whether Deezer's quota of 50 requests in 5 seconds is enforced.</summary>
    public bool DeezerQuota { get; init; } = true;

    /// <summary>The number of Spotify requests in a rolling window of 30 seconds; null for no limit.</summary>
    public int? SpotifyRateLimit { get; init; }

    /// <summary>Whether Spotify issues a new refresh token with every refresh, as it did before 2026.</summary>
    public bool Rotation { get; init; }

    /// <summary>The beginning of every code and token, for tests that search an output for leaked ones.</summary>
    public string SecretPrefix { get; init; } = "";

    /// <summary>The file that keeps consents over a restart; null to keep them in memory only.</summary>
    public string? StateFile { get; init; }

    /// <summary>Whether the sandbox logs its own warnings and errors to the console.</summary>
    public bool LogToConsole { get; init; }
}
