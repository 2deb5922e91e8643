using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Passthrough.Requests;

/// <summary>
/// Where a request is to go, below a provider's base. Judged and forwarded as it stood on the wire (SECURITY T15):
/// Kestrel has collapsed dots and decoded escapes in everything else.
/// </summary>
/// <param name="Path">Beginning with a slash; segments of unreserved characters and harmless escapes only.</param>
/// <param name="Query">With its question mark, or empty; without what is ours.</param>
/// <param name="DropNulls">Whether <c>musicauth_drop_nulls=1</c> was asked for.</param>
internal sealed record RequestTarget(string Path, string Query, bool DropNulls)
{
    private const string DropNullsParameter = "musicauth_drop_nulls";
    private const int MaxLength = 8 * 1024;

    private static readonly SearchValues<char> Unreserved = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*+,=");

    // RFC 3986, section 3.4, and what browsers send besides.
    private static readonly SearchValues<char> InQuery = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%[]{}|^\"`<>");

    // Escaped, these still separate or climb for one server or another: where a path goes must not depend on that. The
    // escapes of @ # : ; & stand in ids of users, and go on as they are (case f11).
    private const string ForbiddenEscapes = "/\\.%?";

    // Deezer is PHP: it reads its own parameters, and the token, from the query. They are the broker's to set.
    private static readonly string[] ForbiddenParameters =
        ["access_token", "app_id", "secret", "request_method", "output", "callback"];

    /// <exception cref="ProblemException">invalid_parameter.</exception>
    public static RequestTarget Parse(HttpContext context, string prefix)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (raw.Length > MaxLength || !raw.StartsWith(prefix, StringComparison.Ordinal))
            throw Invalid("The address is malformed or too long.");
        var mark = raw.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? raw[prefix.Length..] : raw[prefix.Length..mark];
        RequirePath(path);
        RequireNoOAuth(path);
        var (query, drop) = mark < 0 ? ("", false) : ReadQuery(raw[mark..]);
        return new RequestTarget(path, query, drop);
    }

    /// <summary>What a kept answer is found by: all that it varies by, as it was written.</summary>
    public static string GetCacheResource(HttpContext context)
    {
        var headers = context.Request.Headers;
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return headers.AcceptLanguage.Count == 0 && headers[HeaderAllowlist.Shape].Count == 0
            ? raw
            : $"{raw}\n{headers.AcceptLanguage}\n{headers[HeaderAllowlist.Shape]}";
    }

    /// <summary>Whether the path may be forwarded: nothing in it can lead anywhere else.</summary>
    internal static bool IsSafePath(ReadOnlySpan<char> path)
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
        escape.Length >= 3 && char.IsAsciiHexDigit(escape[1]) && char.IsAsciiHexDigit(escape[2])
        && (char)Convert.ToInt32(escape[1..3].ToString(), 16) is var meant
        // Beyond ASCII it is a part of a character only; EscapedText reads those whole.
        && meant is >= ' ' and not '\x7f' && !ForbiddenEscapes.Contains(meant, StringComparison.Ordinal);

    private static void RequirePath(string path)
    {
        if (!IsSafePath(path))
            throw Invalid(
                "The path can contain names, numbers and UTF-8 escapes between single slashes, but no dot segments, "
                + "backslashes, or escaped slashes or dots.");
    }

    private static void RequireNoOAuth(string path)
    {
        if (PercentEncoding.IsOAuthPath(path))
            throw Invalid("Only MusicAuth itself can call the sign-in and token endpoints of the provider.");
    }

    private static (string Query, bool DropNulls) ReadQuery(string query)
    {
        if (query.AsSpan().ContainsAnyExcept(InQuery))
            throw Invalid("The query contains characters that are not allowed in a URL.");
        if (!PercentEncoding.IsValidUtf8(query))
            throw Invalid("The query contains percent-encoded bytes that are not UTF-8.");
        var kept = new List<string>();
        var drop = false;
        foreach (var pair in query[1..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = GetPhpName(pair);
            if (Array.Exists(ForbiddenParameters, refused => name.Equals(refused, StringComparison.OrdinalIgnoreCase)))
                throw Invalid($"MusicAuth sets the parameter {name.ToLowerInvariant()} itself. Remove it from the "
                    + "query.");
            if (name == DropNullsParameter)
                drop = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..] is "1" or "true";
            else
                kept.Add(pair);
        }

        return (kept.Count == 0 ? "" : "?" + string.Join('&', kept), drop);
    }

    // As PHP would name it: leading blanks go, blanks, dots and an open bracket become underscores, arrays lose theirs.
    private static string GetPhpName(string pair)
    {
        var name = WebUtility.UrlDecode(pair.Split('=', 2)[0]).TrimStart(' ').Split('\0')[0];
        if (name.IndexOf('[', StringComparison.Ordinal) is > 0 and var bracket
            && name.IndexOf(']', bracket) > bracket)
            name = name[..bracket];
        return name.Replace(' ', '_').Replace('.', '_').Replace('[', '_');
    }

    private static ProblemException Invalid(string sentence) => new(ProblemCode.InvalidParameter, sentence);
}
