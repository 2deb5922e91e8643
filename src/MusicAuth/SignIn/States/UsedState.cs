namespace MusicAuth.SignIn.States;

/// <summary>A state that has been used (replay protection), with the redirect of a successful sign-in.</summary>
internal sealed class UsedState
{
    public required byte[] Hash { get; init; }
    public DateTimeOffset UsedAt { get; init; }

    /// <summary>Whether the flow began without a session.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>The hash of session and code; null unless the sign-in succeeded.</summary>
    public byte[]? SessionHash { get; init; }

    /// <summary>The local path of the redirect.</summary>
    public string? Location { get; init; }
}
