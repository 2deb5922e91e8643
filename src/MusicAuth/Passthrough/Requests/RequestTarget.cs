using System.Buffers;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Passthrough.Requests;

/// <summary>
/// The request target below a provider's base, validated and forwarded as the caller sent it (docs/security.md T15).
/// All other properties of the request hold the path after Kestrel collapsed dots and decoded escapes.
/// </summary>
/// <param name="Path">Begins with a slash; holds unreserved characters and safe escapes only.</param>
/// <param name="Query">With its question mark, or empty; without MusicAuth's own parameter.</param>
/// <param name="DropNulls">Whether the query asks for <c>musicauth_drop_nulls=1</c>.</param>
internal sealed record RequestTarget(string Path, string Query, bool DropNulls)
{
    private const string DropNullsParameter = "musicauth_drop_nulls";
    private const int MaxLength = 8 * 1024;

    private static readonly SearchValues<char> Unreserved = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*+,=");

    // The characters of RFC 3986, section 3.4, and those that browsers send unescaped.
    private static readonly SearchValues<char> AllowedInQuery = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%[]{}|^\"`<>");

    // Some servers treat these as separators even if they are escaped. User ids contain the escapes of @ # : ; & (f11).
    private const string ForbiddenEscapes = "/\\.%?";

    // Deezer reads the token and its own options from the query; only MusicAuth sets them.
    private static readonly string[] ForbiddenParameters =
        ["access_token", "app_id", "secret", "request_method", "output", "callback"];

    public static RequestTarget Parse(HttpContext context, string prefix)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (raw.Length > MaxLength || !raw.StartsWith(prefix, StringComparison.Ordinal))
            throw Invalid("The address is malformed or too long.");
        var queryStart = raw.IndexOf('?', StringComparison.Ordinal);
        var path = queryStart < 0 ? raw[prefix.Length..] : raw[prefix.Length..queryStart];
        if (!IsSafePath(path))
            throw Invalid(
                "The path can contain names, numbers and UTF-8 escapes between single slashes, but no dot segments, "
                + "backslashes, or escaped slashes or dots.");
        if (PercentEncoding.IsOAuthPath(path))
            throw Invalid("Only MusicAuth itself can call the sign-in and token endpoints of the provider.");
        var (query, dropNulls) = queryStart < 0 ? ("", false) : ReadQuery(raw[queryStart..]);
        return new RequestTarget(path, query, dropNulls);
    }

    /// <summary>The cache key's resource: the target and the headers by which the response varies.</summary>
    public static string GetCacheResource(HttpContext context)
    {
        var headers = context.Request.Headers;
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return headers.AcceptLanguage.Count == 0 && headers[ApiHeaders.Shape].Count == 0
            ? raw
            : $"{raw}\n{headers.AcceptLanguage}\n{headers[ApiHeaders.Shape]}";
    }

    /// <summary>Whether every server resolves the path to the same resource.</summary>
    public static bool IsSafePath(ReadOnlySpan<char> path)
    {
        if (path is not ['/', ..] || path.Contains("//", StringComparison.Ordinal))
            return false;
        foreach (var segment in path.Split('/'))
        {
            if (!IsSegment(path[segment]) || !PercentEncoding.IsValidUtf8(path[segment]))
                return false;
        }

        return true;
    }

    private static bool IsSegment(ReadOnlySpan<char> segment)
    {
        if (segment is "." or "..")
            return false;
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] == '%')
            {
                if (!IsSafeEscape(segment[i..]))
                    return false;
                i += 2;
            }
            else if (!Unreserved.Contains(segment[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSafeEscape(ReadOnlySpan<char> escape) =>
        escape.Length >= 3 && byte.TryParse(escape[1..3], NumberStyles.AllowHexSpecifier, null, out var escaped)
        // A byte beyond ASCII is part of a character; IsValidUtf8 checks the characters.
        && escaped is >= 0x20 and not 0x7F && !ForbiddenEscapes.Contains((char)escaped);

    private static (string Query, bool DropNulls) ReadQuery(string query)
    {
        if (query.AsSpan().ContainsAnyExcept(AllowedInQuery))
            throw Invalid("The query contains characters that are not allowed in a URL.");
        if (!PercentEncoding.IsValidUtf8(query))
            throw Invalid("The query contains percent-encoded bytes that are not UTF-8.");
        var forwarded = new List<string>();
        var dropNulls = false;
        foreach (var parameter in query[1..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = GetPhpName(parameter);
            if (ForbiddenParameters.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw Invalid(
                    $"MusicAuth sets the parameter {name.ToLowerInvariant()} itself. Remove it from the query.");
            if (name == DropNullsParameter)
                dropNulls = parameter[(parameter.IndexOf('=', StringComparison.Ordinal) + 1)..] is "1" or "true";
            else
                forwarded.Add(parameter);
        }

        return (forwarded.Count == 0 ? "" : "?" + string.Join('&', forwarded), dropNulls);
    }

    // PHP trims leading blanks, replaces blanks, dots and an open bracket by underscores, and cuts array brackets off.
    private static string GetPhpName(string parameter)
    {
        var name = WebUtility.UrlDecode(parameter.Split('=', 2)[0]).TrimStart(' ').Split('\0')[0];
        if (name.IndexOf('[', StringComparison.Ordinal) is > 0 and var bracket
            && name.IndexOf(']', bracket) > bracket)
            name = name[..bracket];
        return name.Replace(' ', '_').Replace('.', '_').Replace('[', '_');
    }

    private static ProblemException Invalid(string detail) => new(ProblemCode.InvalidParameter, detail);
}
