namespace MusicAuth.Access.ApiKeys;

/// <summary>The row of a key, and whether its user owns the instance.</summary>
public sealed record StoredApiKey(ApiKey Row, bool IsOfOwner);
