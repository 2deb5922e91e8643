namespace MusicAuth.Access.ApiKeys;

/// <summary>What a key is worth.</summary>
/// <param name="Key">The key, where it opens.</param>
/// <param name="RejectedRow">The row of the key that was meant, where it does not open it or has ended.</param>
public readonly record struct ApiKeyValidation(CachedApiKey? Key, ApiKey? RejectedRow);
