namespace MusicAuth.Grants.Connections;

/// <summary>All connections of the caller's user.</summary>
internal sealed record ConnectionList(IReadOnlyList<Connection> Items);
