namespace MusicAuth.Library.Sources;

/// <summary>What the provider gave for a range.</summary>
/// <param name="Entries">In the provider's order; null where nothing of an entry can be read.</param>
/// <param name="NextOffset">Where the list goes on, null at its end; a short window need not be the last.</param>
/// <param name="Total">As the provider says, null where it does not.</param>
public sealed record ProviderPage<T>(IReadOnlyList<T?> Entries, long? NextOffset, long? Total) where T : class;
