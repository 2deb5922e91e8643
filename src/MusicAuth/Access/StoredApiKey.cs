namespace MusicAuth.Access;

/// <summary>A key and whether its user owns the instance now.</summary>
public sealed record StoredApiKey(ApiKey Row, bool IsOwners);
