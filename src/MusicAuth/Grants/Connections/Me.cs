namespace MusicAuth.Grants.Connections;

/// <summary>The caller, its user, and that user's connections.</summary>
/// <param name="Connections">Null for a key without <c>connections:read</c>.</param>
internal sealed record Me(MeUser User, MeCaller Caller, IReadOnlyList<Connection>? Connections);
