namespace MusicAuth.Access.ApiKeys;

/// <summary>The row of a key, and whether its user owns the instance.</summary>
internal sealed record StoredApiKey(ApiKey Row, bool IsOfOwner);
