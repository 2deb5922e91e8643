namespace MusicAuth.Upstream.Calls;

/// <summary>What a call is for: the first is served before the last.</summary>
public enum CallPriority
{
    /// <summary>Somebody stands before a page, and a code is spent by it.</summary>
    SignIn,

    /// <summary>A token that others wait for.</summary>
    Refresh,

    /// <summary>A caller waits for the answer.</summary>
    Interactive,

    /// <summary>Nobody waits for it.</summary>
    Background,
}
