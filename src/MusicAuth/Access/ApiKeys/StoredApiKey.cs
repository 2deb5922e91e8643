namespace MusicAuth.Access.ApiKeys;

/// <summary>A key and whether its user owns the instance now.</summary>
public sealed record StoredApiKey(ApiKey Row, bool IsOfOwner);
