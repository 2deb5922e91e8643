namespace MusicAuth.SignIn.States;

/// <summary>The hash of a state that came back (replay protection), and where a good sign-in led.</summary>
public sealed class UsedState
{
    public required byte[] Hash { get; init; }
    public DateTimeOffset UsedAt { get; init; }

    /// <summary>Whether the flow began without a session.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>The hash of the session that the sign-in gave and its code; null where it did not end well.</summary>
    public byte[]? SessionHash { get; init; }

    /// <summary>Where the sign-in led, a path of this site.</summary>
    public string? Location { get; init; }
}
