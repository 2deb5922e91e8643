namespace MusicAuth.Grants.Connections;

/// <summary>Explains how a caller gets a missing scope.</summary>
public sealed class ScopeAdvisor(IEnumerable<IScopeRules> rules, PublicAddress address)
{
    private readonly Dictionary<string, IScopeRules> _rules =
        rules.ToDictionary(rule => rule.Provider, StringComparer.Ordinal);

    public string LoginUrl(string provider) => address.LoginUrl(provider);

    /// <summary>Lists the scopes that an operation requires and a consent lacks.</summary>
    public IReadOnlyList<string> FindMissing(
        string provider, string method, string path, IReadOnlyCollection<string> granted) =>
        _rules.TryGetValue(provider, out var scopeRules)
            ? [.. scopeRules.ScopesFor(method, path).Except(granted, StringComparer.Ordinal)]
            : [];

    public string DisplayNameOf(string provider) =>
        _rules.TryGetValue(provider, out var scopeRules) ? scopeRules.DisplayName : provider;

    /// <summary>Whether a sign-in can request the scope.</summary>
    public bool IsRequestable(string provider, string scope) =>
        _rules.TryGetValue(provider, out var scopeRules)
        && scopeRules.RequestableScopes.Contains(scope, StringComparer.Ordinal);

    /// <summary>Gives no link where a new sign-in would lead to the same refusal.</summary>
    public ScopeAdvice Advise(string provider, IReadOnlyList<string> missing)
    {
        var name = DisplayNameOf(provider);
        if (!_rules.TryGetValue(provider, out var scopeRules) || missing.Count == 0)
            return new ScopeAdvice(
                [], $"Your {name} consent does not include the permission that this request requires. Sign in again "
                + "and grant the permission.", address.LoginUrl(provider));
        string[] requestable = [.. missing.Intersect(scopeRules.RequestableScopes, StringComparer.Ordinal)];
        string[] forbidden = [.. missing.Except(requestable, StringComparer.Ordinal)];
        var explanation = $"Your {name} consent does not include the permission that this request requires: "
            + $"{Names(missing)}.";
        var open = requestable.Length > 0 ? $" Open the link to grant {Names(requestable)}." : "";
        var first = forbidden.Length > 0
            ? $" The operator of this server must first add {Names(forbidden)} to {name}:AllowedScopes."
            : "";
        return new ScopeAdvice(
            missing, explanation + open + first,
            requestable.Length > 0 ? address.LoginUrl(provider, requestable) : null);
    }

    private static string Names(IReadOnlyList<string> scopes) => scopes.Count < 2
        ? string.Concat(scopes)
        : $"{string.Join(", ", scopes.SkipLast(1))} or {scopes[^1]}";
}
