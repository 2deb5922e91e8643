namespace MusicAuth.Access.Callers;

/// <summary>A browser session or an API key that sends a request, on behalf of one user.</summary>
public sealed record Caller(Guid UserId, IReadOnlySet<string> Scopes)
{
    /// <summary>Null for a key.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The time of the sign-in; null for a key.</summary>
    public DateTimeOffset? SignedInAt { get; init; }

    /// <summary>The account that signed in; null for a key and for sessions of older versions.</summary>
    public Guid? IdentityId { get; init; }

    /// <summary>Null for a session.</summary>
    public CallerKey? Key { get; init; }

    /// <summary>Whether this is a session of the owner.</summary>
    public bool IsOwner { get; init; }

    public CallerKind Kind => Key is null ? CallerKind.Session : CallerKind.Key;

    /// <summary>Callers with the same audience share cached responses: <c>*</c>, or the key's providers.</summary>
    public string Audience => Key?.Audience ?? "*";

    public bool HasScope(string scope) => Scopes.Contains(scope);

    /// <summary>Whether the caller can use this provider: a key can be limited to one.</summary>
    public bool CanAccess(string provider) => Key?.Providers is not { } providers || providers.Contains(provider);

    /// <summary>Binds the parameter of an endpoint; minimal APIs look for this name.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.Get<Caller>());
}
