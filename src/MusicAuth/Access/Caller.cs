using System.Collections.Frozen;

namespace MusicAuth.Access;

/// <summary>Who calls the broker, always on behalf of one user.</summary>
public sealed record Caller(Guid UserId, FrozenSet<string> Scopes)
{
    /// <summary>The session, where a browser calls.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>When this browser last signed in at a provider; null for a key.</summary>
    public DateTimeOffset? SignedInAt { get; init; }

    /// <summary>The account whose sign-in began the session; null for older sessions and for keys.</summary>
    public Guid? IdentityId { get; init; }

    /// <summary>The key, where an app calls.</summary>
    public CallerKey? Key { get; init; }

    /// <summary>Whether the user owns this instance; a key owns nothing.</summary>
    public bool IsOwner { get; init; }

    public CallerKind Kind => Key is null ? CallerKind.Session : CallerKind.Key;

    /// <summary>Those whose callers are alike may be given the same answer: <c>*</c>, or the key's providers.</summary>
    public string Audience => Key?.Audience ?? "*";

    /// <summary>Whether the caller may have what this provider holds.</summary>
    public bool MaySee(string provider) => Key?.Providers is not { } providers || providers.Contains(provider);

    /// <summary>Binds the caller of an endpoint behind a scope; minimal APIs find it by this name.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.Get<Caller>());
}

/// <summary>The API key that calls.</summary>
/// <param name="Id">Its public id, the twelve characters after <c>ma_</c>.</param>
/// <param name="Name">What its user called it.</param>
/// <param name="Providers">The providers it is limited to; null is all.</param>
public sealed record CallerKey(string Id, string Name, FrozenSet<string>? Providers)
{
    internal string? Audience { get; } =
        Providers is null ? null : string.Join(',', Providers.Order(StringComparer.Ordinal));
}

public enum CallerKind
{
    Session,
    Key,
}

/// <summary>What a caller may do; no scope implies another.</summary>
public static class Scopes
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
    public static bool IsOfConsequence(string scope) =>
        scope is TokenRead or MetricsRead || scope.EndsWith(":write", StringComparison.Ordinal);

    /// <summary>What a session may do: all, save that metrics are the owner's.</summary>
    public static FrozenSet<string> OfSession(bool isOwner) => isOwner ? OwnersOwn : UsersOwn;

    private static readonly FrozenSet<string> OwnersOwn = [.. All];
    private static readonly FrozenSet<string> UsersOwn = [.. All.Where(scope => scope != MetricsRead)];
}
