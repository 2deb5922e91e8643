using System.Buffers;

namespace MusicAuth.Web.Security;

/// <summary>Checks that every browser resolves a redirect target to this origin.</summary>
internal static class LocalPath
{
    private const int MaxLength = 2048;

    // Browsers remove tabs and line breaks from a URL before they parse it.
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    // Some proxies decode the path once, so the encoded forms are refused as well.
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
