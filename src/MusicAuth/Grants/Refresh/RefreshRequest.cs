namespace MusicAuth.Grants.Refresh;

/// <summary>Why a refresh is asked for, which decides whether the grant as it is found still needs one.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Generation">The token set that it is about; 0 where any will do.</param>
public readonly record struct RefreshRequest(RefreshReason Reason, long Generation = 0)
{
    public static RefreshRequest Expiring { get; } = new(RefreshReason.Expiring);
}
