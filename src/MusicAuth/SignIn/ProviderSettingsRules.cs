namespace MusicAuth.SignIn;

/// <summary>What the settings of every provider must keep, each with its mend.</summary>
public static class ProviderSettingsRules
{
    public static IEnumerable<string> Errors(
        ProviderRegistration provider, string authorizationEndpoint, string tokenEndpoint, string apiBaseUrl)
    {
        var section = provider.DisplayName;
        (string Key, string Value)[] urls =
        [
            ("AuthorizationEndpoint", authorizationEndpoint),
            ("TokenEndpoint", tokenEndpoint),
            ("ApiBaseUrl", apiBaseUrl),
        ];
        foreach (var (key, value) in urls)
        {
            if (!IsHttp(value))
                yield return $"{section}:{key} must be an absolute http or https URL.";
        }

        if (provider.PublicUrl is { } publicUrl && !IsOrigin(publicUrl))
            yield return $"{section}:PublicUrl must be scheme, host and port only, as https://music.example.org.";
        if (provider.IsConfigured && provider.Scopes.Count == 0)
            yield return $"{section}:Scopes is empty: leave the key out for the default.";
    }

    private static bool IsHttp(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static bool IsOrigin(string url) =>
        IsHttp(url) && new Uri(url) is { PathAndQuery: "/", UserInfo: "", Fragment: "" };
}
