namespace MusicAuth.Library.Sources;

/// <summary>A page of a provider's list.</summary>
/// <param name="Entries">In the provider's order; an unreadable entry is null.</param>
/// <param name="NextOffset">The offset of the next page; null at the end of the list.</param>
/// <param name="Total">The total that the provider reports, if it reports one.</param>
public sealed record ProviderPage<T>(IReadOnlyList<T?> Entries, long? NextOffset, long? Total) where T : class;
