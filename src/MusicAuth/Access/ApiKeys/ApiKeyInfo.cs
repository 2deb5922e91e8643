namespace MusicAuth.Access.ApiKeys;

/// <summary>An API key without its secret. Times are RFC 3339 in UTC.</summary>
/// <param name="Id">The twelve characters after <c>ma_</c>.</param>
/// <param name="LastUsedAt">The time of the last request, to the minute.</param>
/// <param name="LastUsedFrom">The network of the last request, such as <c>192.0.2.0/24</c>.</param>
internal sealed record ApiKeyInfo(
    string Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? Providers, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, string? LastUsedFrom)
{
    internal static ApiKeyInfo Of(ApiKey key) => new(
        key.Id, key.Name, key.Scopes, key.Providers, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.LastUsedFrom);
}
