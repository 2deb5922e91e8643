namespace MusicAuth.Sandbox.Deezer.OAuth;

/// <summary>An existing app; Deezer registers no new ones. Only the domain of a redirect URI is compared.</summary>
internal sealed record DeezerApp
{
    public required string AppId { get; init; }

    public required string Secret { get; init; }

    public string Name { get; init; } = "MusicAuth";

    public IReadOnlyList<string> Domains { get; init; } = ["127.0.0.1", "localhost", "[::1]"];

    /// <summary>Whether Deezer has disabled the app, as it has many. The API then returns code 50.</summary>
    public bool Disabled { get; init; }

    public static IReadOnlyList<DeezerApp> Defaults { get; } =
        [new() { AppId = "123456", Secret = "sandbox-deezer-secret" }];

    public bool Admits(string? redirectUri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && Domains.Any(domain => string.Equals(uri.Host, domain, StringComparison.OrdinalIgnoreCase)
            || uri.Host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));
}
