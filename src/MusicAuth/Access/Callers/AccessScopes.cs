using System.Collections.Frozen;

namespace MusicAuth.Access.Callers;

/// <summary>What a caller may do; no scope implies another.</summary>
public static class AccessScopes
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

    /// <summary>Every scope, in the order of the API's documentation.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        LibraryRead, ConnectionsRead, SpotifyRead, SpotifyWrite, DeezerRead, DeezerWrite, CatalogRead, TokenRead,
        MetricsRead,
    ];

    public static bool IsKnown(string scope) => All.Contains(scope, StringComparer.Ordinal);

    /// <summary>Whether a key with it can change something, or see what is not the user's music.</summary>
    public static bool NeedsRecentSignIn(string scope) =>
        scope is TokenRead or MetricsRead || scope.EndsWith(":write", StringComparison.Ordinal);

    /// <summary>What a session may do: all, save that metrics are the owner's.</summary>
    public static FrozenSet<string> OfSession(bool isOwner) => isOwner ? OwnersOwn : UsersOwn;

    private static readonly FrozenSet<string> OwnersOwn = [.. All];
    private static readonly FrozenSet<string> UsersOwn = [.. All.Where(scope => scope != MetricsRead)];
}
