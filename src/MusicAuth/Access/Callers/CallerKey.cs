namespace MusicAuth.Access.Callers;

/// <summary>The API key of a caller.</summary>
/// <param name="Id">The public id: the twelve characters after <c>ma_</c>.</param>
/// <param name="Providers">The providers that the key can use; null is all.</param>
public sealed record CallerKey(string Id, string Name, IReadOnlySet<string>? Providers)
{
    internal string? Audience { get; } =
        Providers is null ? null : string.Join(',', Providers.Order(StringComparer.Ordinal));
}
