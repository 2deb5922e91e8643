using System.Text.Json.Serialization;

namespace MusicAuth.Access;

/// <summary>A key to be made.</summary>
/// <param name="Name">For people, 1 to 100 characters.</param>
/// <param name="Scopes">What it may do, at least one; no scope implies another.</param>
/// <param name="Providers">Limits it to these; null or absent is no limit.</param>
/// <param name="ExpiresAt">When it ends by itself (RFC 3339); null or absent is never.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ApiKeyRequest(
    string? Name = null, IReadOnlyList<string>? Scopes = null, IReadOnlyList<string>? Providers = null,
    string? ExpiresAt = null);

/// <summary>A key without its secret. Times are RFC 3339 in UTC.</summary>
/// <param name="Id">The twelve characters after <c>ma_</c>.</param>
/// <param name="LastUsedAt">To the minute.</param>
/// <param name="LastUsedFrom">The network of the last call, such as <c>192.0.2.0/24</c>.</param>
public sealed record ApiKeyInfo(
    string Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? Providers, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, string? LastUsedFrom)
{
    internal static ApiKeyInfo Of(ApiKey key) => new(
        key.Id, key.Name, key.Scopes, key.Providers, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.LastUsedFrom);
}

/// <summary>The keys of the session's user, the newest first.</summary>
public sealed record ApiKeyList(IReadOnlyList<ApiKeyInfo> Items);

/// <summary>A key just made.</summary>
/// <param name="Key">The whole key; nothing tells it a second time.</param>
public sealed record CreatedApiKey(
    string Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? Providers, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, string Key)
{
    internal static CreatedApiKey Of(ApiKey row, string key) =>
        new(row.Id, row.Name, row.Scopes, row.Providers, row.CreatedAt, row.ExpiresAt, key);

    // Records print their members.
    public override string ToString() => $"{Id} ***";
}
