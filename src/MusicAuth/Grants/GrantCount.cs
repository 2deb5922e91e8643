namespace MusicAuth.Grants;

/// <summary>The number of grants of a provider in a state; both by their wire names.</summary>
internal sealed record GrantCount(string Provider, string State, long Count);
