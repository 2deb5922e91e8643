using System.Collections.Frozen;

namespace MusicAuth.Access.Callers;

/// <summary>The API key that calls.</summary>
/// <param name="Id">Its public id, the twelve characters after <c>ma_</c>.</param>
/// <param name="Name">What its user called it.</param>
/// <param name="Providers">The providers it is limited to; null is all.</param>
public sealed record CallerKey(string Id, string Name, FrozenSet<string>? Providers)
{
    internal string? Audience { get; } =
        Providers is null ? null : string.Join(',', Providers.Order(StringComparer.Ordinal));
}
