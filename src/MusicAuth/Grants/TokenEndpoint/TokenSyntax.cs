namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>What RFC 6749 allows as a token, a token type and a scope.</summary>
public static class TokenSyntax
{
    /// <summary>A token travels in a header or in a query, and servers take 8 KB of either.</summary>
    public const int MaxTokenLength = 4096;

    /// <summary>
    /// Whether a text is a token: 1*VSCHAR (RFC 6749, appendix A.12 and A.17) without the blank, which RFC 6750,
    /// section 2.1 excludes from a Bearer header.
    /// </summary>
    public static bool IsToken(string? text) =>
        text is { Length: > 0 and <= MaxTokenLength } && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>Whether a token type is the one that MusicAuth can use (RFC 6749, section 7.1).</summary>
    /// <param name="type">Null where the answer names none, as Deezer's.</param>
    public static bool IsBearer(string? type) =>
        type is null || type.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    /// <summary>The words of a scope; null where there are none (RFC 6749, section 3.3 knows no empty scope).</summary>
    public static IReadOnlyList<string>? ParseScopes(string? scope) =>
        scope?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? words : null;
}
