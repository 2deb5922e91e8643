namespace MusicAuth.Access.ApiKeys;

/// <summary>The keys of the session's user, the newest first.</summary>
public sealed record ApiKeyList(IReadOnlyList<ApiKeyInfo> Items);
