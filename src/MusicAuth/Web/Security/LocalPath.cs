using System.Buffers;

namespace MusicAuth.Web.Security;

/// <summary>Whether a redirect target stays on this origin, in every browser.</summary>
public static class LocalPath
{
    private const int MaxLength = 2048;

    // Header values are ASCII, and browsers drop tabs and line ends from a URL before they read it.
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    // Some proxies decode a path once before they pass it on: what is dangerous decoded is refused encoded.
    private static readonly string[] RefusedInPath =
        ["//", "/./", "/../", "%2e", "%2f", "%5c", "%00", "%09", "%0a", "%0d"];

    public static bool IsLocal(string? target) =>
        target is ['/', ..]
        && target.Length <= MaxLength
        && !target.AsSpan().ContainsAnyExcept(Allowed)
        && IsPlain(PathOf(target));

    private static bool IsPlain(string path) =>
        !path.EndsWith("/.", StringComparison.Ordinal)
        && !path.EndsWith("/..", StringComparison.Ordinal)
        && !Array.Exists(RefusedInPath, part => path.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static string PathOf(string target) =>
        target.AsSpan().IndexOfAny('?', '#') is >= 0 and var end ? target[..end] : target;
}
