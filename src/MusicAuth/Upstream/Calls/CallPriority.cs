namespace MusicAuth.Upstream.Calls;

/// <summary>The purpose of a call, the most urgent first.</summary>
public enum CallPriority
{
    /// <summary>A user waits in the browser, and the call uses up an authorization code.</summary>
    SignIn,

    /// <summary>Several callers can be waiting for the token.</summary>
    Refresh,

    /// <summary>One caller waits for the response.</summary>
    Interactive,

    /// <summary>No caller waits for the response.</summary>
    Background,
}
