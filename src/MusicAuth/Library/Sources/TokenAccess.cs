namespace MusicAuth.Library.Sources;

/// <summary>How the library comes by access tokens; all can be called in parallel.</summary>
public sealed record TokenAccess(GetToken Get, RenewToken Refresh)
{
    /// <summary>Takes note that a provider took the token of a generation.</summary>
    public AcceptToken MarkAccepted { get; init; } = static (_, _, _) => { };
}
