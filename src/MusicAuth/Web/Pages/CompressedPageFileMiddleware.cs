using Microsoft.Net.Http.Headers;

namespace MusicAuth.Web.Pages;

/// <summary>
/// Sets the headers by which a cache tells the compressed text of the page from the plain one. They are the same for
/// GET, HEAD and 304.
/// </summary>
internal sealed class CompressedPageFileMiddleware(RequestDelegate next)
{
    private const string Weak = "W/";

    public Task InvokeAsync(HttpContext context)
    {
        var requested = context.Request.Headers;
        // The ETag of a file is strong, and static files compare strongly.
        if (requested.IfNoneMatch.Count > 0)
            requested.IfNoneMatch =
                requested.IfNoneMatch.ToString().Replace($"{Weak}\"", "\"", StringComparison.Ordinal);
        context.Response.OnStarting(
            static response =>
            {
                Complete(((HttpResponse)response).Headers);
                return Task.CompletedTask;
            },
            context.Response);
        return next(context);
    }

    // The compression adds Vary only to a response that it can compress, and leaves the ETag. Two encodings share a
    // weak ETag, never a strong one (RFC 9110, section 8.8.3.3).
    private static void Complete(IHeaderDictionary headers)
    {
        if (!headers.GetCommaSeparatedValues(HeaderNames.Vary)
            .Contains(HeaderNames.AcceptEncoding, StringComparer.OrdinalIgnoreCase))
            headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (headers.ETag.ToString() is { Length: > 0 } tag && !tag.StartsWith(Weak, StringComparison.Ordinal))
            headers.ETag = Weak + tag;
    }
}
