namespace MusicAuth.Grants;

/// <summary>Why a refresh is asked for, which decides whether the grant as it is found still needs one.</summary>
/// <param name="Cause">The reason.</param>
/// <param name="Generation">The token set that it is about; 0 where any will do.</param>
public readonly record struct RefreshDemand(RefreshCause Cause, long Generation = 0)
{
    public static RefreshDemand Stale { get; } = new(RefreshCause.Stale);
}

public enum RefreshCause
{
    /// <summary>The access token is about to end.</summary>
    Stale,

    /// <summary>The provider refused the access token.</summary>
    Refused,

    /// <summary>In the background, before anybody has to wait for it.</summary>
    Early,

    /// <summary>An exchange was cut short, and nobody knows what became of the token.</summary>
    InDoubt,

    /// <summary>The grant died among too many others: it is tried once more.</summary>
    Retry,
}
