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
    public static bool IsToken(string? text) =>
        text is { Length: > 0 and <= MaxTokenLength } && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>Whether MusicAuth can use a token type (RFC 6749, section 7.1).</summary>
    /// <param name="type">Null where the response has none, as with Deezer.</param>
    public static bool IsBearer(string? type) =>
        type is null || type.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    /// <returns>Null where there are none: RFC 6749, section 3.3 has no empty scope.</returns>
    public static IReadOnlyList<string>? ParseScopes(string? scope) =>
        scope?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? words : null;
}
