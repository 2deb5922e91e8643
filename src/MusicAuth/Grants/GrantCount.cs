namespace MusicAuth.Grants;

/// <summary>How many grants of a provider are in a state; both as on the wire.</summary>
public sealed record GrantCount(string Provider, string State, long Count);
