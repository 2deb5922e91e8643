namespace MusicAuth.Grants.Connections;

/// <summary>All connections of the caller's user.</summary>
public sealed record ConnectionList(IReadOnlyList<Connection> Items);
