namespace MusicAuth.Access.ApiKeys;

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
