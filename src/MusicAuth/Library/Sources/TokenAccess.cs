namespace MusicAuth.Library.Sources;

/// <summary>The functions of Grants that the library needs.</summary>
/// <param name="Get">Returns the user's access token for a provider.</param>
/// <param name="Refresh">Refreshes a token that the provider has refused; the number is its generation.</param>
internal sealed record TokenAccess(
    Func<Guid, string, CancellationToken, Task<TokenResult>> Get,
    Func<Guid, string, long, CancellationToken, Task<TokenResult>> Refresh)
{
    /// <summary>Records that the provider accepted the token of a generation.</summary>
    public Action<Guid, string, long> RecordAccepted { get; init; } = static (_, _, _) => { };

    /// <summary>Records the scopes that a call required and the user's consent did not include.</summary>
    public Action<Guid, string, IReadOnlyList<string>> RecordMissingScopes { get; init; } = static (_, _, _) => { };
}
