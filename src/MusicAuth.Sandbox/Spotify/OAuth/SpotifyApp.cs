using System.Text.RegularExpressions;

namespace MusicAuth.Sandbox.Spotify.OAuth;

/// <summary>An app as registered in the developer dashboard, in development mode.</summary>
internal sealed partial record SpotifyApp
{
    public required string ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string Name { get; init; } = "MusicAuth";

    public IReadOnlyList<string> RedirectUris { get; init; } =
        ["http://127.0.0.1/callback/spotify", "http://[::1]/callback/spotify"];

    /// <summary>Whether the owner has Premium. Without it the API answers 403, but tokens are still issued.</summary>
    public bool Premium { get; init; } = true;

    /// <summary>The up to five users of development mode; without a list every sandbox user is allowed.</summary>
    public HashSet<string>? AllowedPeople { get; init; }

    public static IReadOnlyList<SpotifyApp> Defaults { get; } =
    [
        new() { ClientId = "sandbox-spotify-client", ClientSecret = "sandbox-spotify-secret" },
        new() { ClientId = "sandbox-spotify-public", Name = "MusicAuth (public client)" },
    ];

    /// <summary>Null if the URI is accepted, otherwise the message of Spotify's error page.</summary>
    public string? RefusalOf(string? redirectUri)
    {
        if (string.IsNullOrEmpty(redirectUri)) return "INVALID_CLIENT: Invalid redirect URI";
        var loopback = LoopbackLiteral().Match(redirectUri);
        if (!loopback.Success && redirectUri.StartsWith("http:", StringComparison.OrdinalIgnoreCase))
            return "INVALID_CLIENT: Insecure redirect URI";
        if (RedirectUris.Contains(redirectUri, StringComparer.Ordinal)) return null;
        // A loopback address without a port matches every port; path and case must be exact.
        var withoutPort = loopback.Groups["origin"].Value + loopback.Groups["rest"].Value;
        return loopback.Success && RedirectUris.Contains(withoutPort, StringComparer.Ordinal)
            ? null
            : "INVALID_CLIENT: Invalid redirect URI";
    }

    [GeneratedRegex(@"^(?<origin>http://(127\.0\.0\.1|\[::1\]))(:[0-9]{1,5})?(?<rest>[/?].*)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LoopbackLiteral();
}
