namespace MusicAuth.Access.ApiKeys;

/// <summary>The result of validating an API key.</summary>
/// <param name="Key">The valid key, or null.</param>
/// <param name="RejectedRow">The row with the id of an invalid key, or null.</param>
public readonly record struct ApiKeyValidation(CachedApiKey? Key, ApiKey? RejectedRow);
