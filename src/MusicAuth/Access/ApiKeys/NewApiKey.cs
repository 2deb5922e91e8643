using System.Globalization;

namespace MusicAuth.Access.ApiKeys;

/// <summary>A validated request for an API key.</summary>
internal sealed record NewApiKey(
    string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? Providers, DateTimeOffset? ExpiresAt)
{
    private const int MaxNameLength = 100;
    private const int MaxYears = 10;

    private static readonly string[] Rfc3339 =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <exception cref="ProblemException">invalid_parameter, naming the member.</exception>
    public static NewApiKey From(ApiKeyRequest request, Caller caller, DateTimeOffset now) => new(
        ParseName(request.Name), ScopesOf(request.Scopes, caller), ProvidersOf(request.Providers),
        ParseExpiry(request.ExpiresAt, now));

    internal static string ParseName(string? name) =>
        name?.Trim() is { Length: > 0 and <= MaxNameLength } trimmed && VisibleText.IsVisible(trimmed)
            ? trimmed
            : throw Invalid(
                "name",
                $"must have 1 to {MaxNameLength} visible characters, without control characters, zero-width "
                + "characters or characters that change the writing direction.");

    private static IReadOnlyList<string> ScopesOf(IReadOnlyList<string>? scopes, Caller caller)
    {
        if (scopes is not { Count: > 0 })
            throw Invalid("scopes", $"must contain at least one of {string.Join(", ", AccessScopes.All)}.");
        if (!scopes.All(AccessScopes.IsKnown))
            throw Invalid("scopes", $"can contain only {string.Join(", ", AccessScopes.All)}.");
        if (scopes.FirstOrDefault(scope => !caller.HasScope(scope)) is { } refused)
            throw Invalid("scopes",
                $"cannot contain {refused}: only the owner of this MusicAuth can grant that scope.");
        return [.. AccessScopes.All.Intersect(scopes, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string>? ProvidersOf(IReadOnlyList<string>? providers)
    {
        if (providers is null)
            return null;
        if (providers.Count == 0 || !providers.All(ProviderNames.IsKnown))
            throw Invalid("providers",
                $"must be null or contain at least one of {string.Join(", ", ProviderNames.All)}.");
        return [.. ProviderNames.All.Intersect(providers, StringComparer.Ordinal)];
    }

    internal static DateTimeOffset? ParseExpiry(string? expiresAt, DateTimeOffset now)
    {
        if (expiresAt is null)
            return null;
        if (!DateTimeOffset.TryParseExact(
            expiresAt, Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var end)
            || !IsZoned(expiresAt))
            throw Invalid("expires_at", "must be null or a time such as 2027-01-31T12:00:00Z.");
        if (end <= now || end > now.AddYears(MaxYears))
            throw Invalid("expires_at", $"must be in the future, at most {MaxYears} years from now.");
        return end;
    }

    // TryParseExact would assume the zone of the server.
    private static bool IsZoned(string time) =>
        time.EndsWith('Z') || time.AsSpan("yyyy-MM-ddTHH:mm:ss".Length).ContainsAny('+', '-');

    private static ProblemException Invalid(string member, string sentence) =>
        new(ProblemCode.InvalidParameter, $"{member} {sentence}");
}
