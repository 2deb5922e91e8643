namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>The syntax of tokens, token types and scopes (RFC 6749).</summary>
internal static class TokenSyntax
{
    /// <summary>Servers accept 8 KB of headers, and as much of a query.</summary>
    public const int MaxTokenLength = 4096;

    /// <summary>
    /// 1*VSCHAR (RFC 6749, appendix A.12 and A.17) without the blank, which RFC 6750, section 2.1 excludes from a
    /// Bearer header.
    /// </summary>
    public static bool IsToken(string? text) => text is { Length: > 0 and <= MaxTokenLength } && IsVisible(text);

    /// <summary>Whether MusicAuth can use a token type (RFC 6749, section 7.1).</summary>
    /// <param name="type">Null where the response has none, as with Deezer.</param>
    public static bool IsBearer(string? type) =>
        type is null || type.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Leaves out words that are no scopes (RFC 6749, section 3.3): PostgreSQL stores no text with U+0000.
    /// </summary>
    /// <returns>Null where there are none: the RFC has no empty scope.</returns>
    public static IReadOnlyList<string>? ParseScopes(string? scope) =>
        scope?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(IsVisible).ToArray()
            is { Length: > 0 } words ? words : null;

    private static bool IsVisible(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
