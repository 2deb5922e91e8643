namespace MusicAuth.Access.ApiKeys;

/// <summary>The API keys of the user, the newest first.</summary>
internal sealed record ApiKeyList(IReadOnlyList<ApiKeyInfo> Items);
