namespace MusicAuth.Grants.Connections;

/// <summary>Says what mends a refusal for want of a scope.</summary>
public sealed class ScopeAdvisor(IEnumerable<IScopeRules> rules, PublicAddress address)
{
    private readonly Dictionary<string, IScopeRules> _rules =
        rules.ToDictionary(one => one.Provider, StringComparer.Ordinal);

    /// <summary>Where a person consents as before.</summary>
    public string LoginUrl(string provider) => address.LoginUrl(provider);

    /// <summary>Which scopes an operation lists that a consent lacks.</summary>
    /// <param name="provider">The wire name.</param>
    /// <param name="method">As in the request.</param>
    /// <param name="path">Below the API's base, as <c>/me/library</c>; with its query, which can say more.</param>
    /// <param name="granted">As <see cref="TokenResult.Fresh"/> tells them.</param>
    public IReadOnlyList<string> FindMissing(
        string provider, string method, string path, IReadOnlyCollection<string> granted) =>
        _rules.TryGetValue(provider, out var one)
            ? [.. one.ScopesFor(method, path).Except(granted, StringComparer.Ordinal)]
            : [];

    /// <summary>The sentence and the link. There is no link where it would lead to the same refusal again.</summary>
    public ScopeAdvice Advise(string provider, IReadOnlyList<string> missing)
    {
        var name = _rules.TryGetValue(provider, out var one) ? one.DisplayName : provider;
        if (one is null || missing.Count == 0)
            return new ScopeAdvice(
                [],
                    $"Your {name} consent does not include the permission that this request requires. Sign in again "
                    + "and grant the permission.", address.LoginUrl(provider));
        string[] askable = [.. missing.Intersect(one.RequestableScopes, StringComparer.Ordinal)];
        string[] closed = [.. missing.Except(askable, StringComparer.Ordinal)];
        var lacks = $"Your {name} consent does not include the permission that this request requires: "
            + $"{Names(missing)}.";
        var open = askable.Length > 0 ? $" Open the link to grant {Names(askable)}." : "";
        var first = closed.Length > 0
            ? $" The operator of this server must first add {Names(closed)} to {name}:AllowedScopes."
            : "";
        return new ScopeAdvice(
            missing, lacks + open + first, askable.Length > 0 ? address.LoginUrl(provider, askable) : null);
    }

    private static string Names(IReadOnlyList<string> scopes) => scopes.Count < 2
        ? string.Concat(scopes)
        : $"{string.Join(", ", scopes.SkipLast(1))} or {scopes[^1]}";
}
