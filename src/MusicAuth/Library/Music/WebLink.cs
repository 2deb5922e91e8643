namespace MusicAuth.Library.Music;

/// <summary>Links that providers give, as far as they may be handed to a browser.</summary>
public static class WebLink
{
    private const int MaxPictureLength = 2_000;

    /// <summary>Null unless it is an absolute http(s) address without a token in it.</summary>
    public static string? OrNull(string? link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && !link.Contains("access_token", StringComparison.OrdinalIgnoreCase)
            ? link
            : null;

    /// <summary>As <see cref="OrNull"/>; a picture may also stand in its own address (data:image/…).</summary>
    public static string? PictureOrNull(string? link) =>
        link?.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) == true && link.Length <= MaxPictureLength
            ? link
            : OrNull(link);
}
