namespace MusicAuth.Access.Callers;

/// <summary>The scopes of a caller; no scope implies another.</summary>
internal static class AccessScopes
{
    public const string LibraryRead = "library:read";
    public const string ConnectionsRead = "connections:read";
    public const string SpotifyRead = "spotify:read";
    public const string SpotifyWrite = "spotify:write";
    public const string DeezerRead = "deezer:read";
    public const string DeezerWrite = "deezer:write";
    public const string CatalogRead = "catalog:read";
    public const string TokenRead = "token:read";
    public const string MetricsRead = "metrics:read";

    /// <summary>All scopes, in the order of the API documentation.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        LibraryRead, ConnectionsRead, SpotifyRead, SpotifyWrite, DeezerRead, DeezerWrite, CatalogRead, TokenRead,
        MetricsRead,
    ];

    public static bool IsKnown(string scope) => All.Contains(scope, StringComparer.Ordinal);

    /// <summary>Whether a key with the scope can change data, or read data other than music.</summary>
    public static bool NeedsRecentSignIn(string scope) =>
        scope is TokenRead or MetricsRead || scope.EndsWith(":write", StringComparison.Ordinal);

    /// <summary>A session has all scopes, except that only the owner's can read metrics.</summary>
    public static IReadOnlySet<string> OfSession(bool isOwner) => isOwner ? OwnerScopes : UserScopes;

    private static readonly HashSet<string> OwnerScopes = new(All, StringComparer.Ordinal);
    private static readonly HashSet<string> UserScopes =
        new(All.Where(scope => scope != MetricsRead), StringComparer.Ordinal);
}
