namespace MusicAuth.Access.ApiKeys;

/// <summary>A new API key.</summary>
/// <param name="Key">The key in full. No other response contains it.</param>
internal sealed record CreatedApiKey(
    string Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? Providers, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, string Key)
{
    internal static CreatedApiKey Of(ApiKey row, string key) =>
        new(row.Id, row.Name, row.Scopes, row.Providers, row.CreatedAt, row.ExpiresAt, key);

    // The ToString of a record would print the key.
    public override string ToString() => $"{Id} ***";
}
