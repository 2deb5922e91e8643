namespace MusicAuth.Access.ApiKeys;

/// <summary>The API keys of the user, the newest first.</summary>
public sealed record ApiKeyList(IReadOnlyList<ApiKeyInfo> Items);
