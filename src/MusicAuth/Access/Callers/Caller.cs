using System.Collections.Frozen;

namespace MusicAuth.Access.Callers;

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
    public bool CanAccess(string provider) => Key?.Providers is not { } providers || providers.Contains(provider);

    /// <summary>Binds the caller of an endpoint behind a scope; minimal APIs find it by this name.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.Get<Caller>());
}
