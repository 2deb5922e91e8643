using System.Collections.Frozen;

namespace MusicAuth.Access;

/// <summary>Who calls the broker, always on behalf of one user.</summary>
public sealed record Caller(Guid UserId, CallerKind Kind, FrozenSet<string> Scopes)
{
    /// <summary>Binds the caller of an endpoint behind a scope; minimal APIs find it by this name.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.Get<Caller>());
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
    public const string MetricsRead = "metrics:read";
}
