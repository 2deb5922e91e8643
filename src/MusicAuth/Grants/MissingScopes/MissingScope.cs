namespace MusicAuth.Grants.MissingScopes;

/// <summary>A scope that an operation required and the user's consent did not include.</summary>
internal sealed class MissingScope
{
    public Guid UserId { get; init; }
    public required string Provider { get; init; }
    public required string Scope { get; init; }
    public DateTimeOffset FirstAt { get; init; }
    public DateTimeOffset LastAt { get; init; }
}
