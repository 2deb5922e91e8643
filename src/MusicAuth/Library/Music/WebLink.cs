namespace MusicAuth.Library.Music;

/// <summary>Checks the links of providers before they reach a browser.</summary>
internal static class WebLink
{
    private const int MaxPictureLength = 2_000;

    /// <summary>Null unless the link is an absolute http(s) URL without a token.</summary>
    public static string? OrNull(string? link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && !link.Contains("access_token", StringComparison.OrdinalIgnoreCase)
            ? link
            : null;

    /// <summary>Also accepts a short <c>data:image/…</c> URL.</summary>
    public static string? PictureOrNull(string? link) =>
        link?.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) == true && link.Length <= MaxPictureLength
            ? link
            : OrNull(link);
}
