namespace MusicAuth.Grants.Connections;

/// <summary>The caller and its scopes.</summary>
/// <param name="Name">The name of the key; null for a session.</param>
[SchemaName("CurrentCaller")]
internal sealed record MeCaller(CallerKind Kind, IReadOnlyList<string> Scopes, string? Name);
