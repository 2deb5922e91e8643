using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Web.Problems;

/// <summary>Writes problem responses. IProblemDetailsService would send browsers no body.</summary>
internal static class ProblemWriter
{
    /// <summary>The key of the problem code in <see cref="HttpContext.Items"/>, for the request log.</summary>
    public const string CodeItem = "ProblemCode";

    public static Task WriteAsync(HttpContext context, ProblemException exception)
    {
        var problem = Problem.From(exception);
        context.Items[CodeItem] = problem.Code;
        context.Response.StatusCode = problem.Status;
        context.Response.Headers[ApiHeaders.Error] = problem.Code;
        if (problem.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (GetChallenge(exception) is { } challenge)
            context.Response.Headers[HeaderNames.WWWAuthenticate] = challenge;
        return context.Response.WriteAsJsonAsync(problem, options: null, Problem.ContentType, context.RequestAborted);
    }

    /// <summary>Writes the body of an error response for which the framework has set only the status.</summary>
    internal static Task WriteForStatusAsync(HttpContext context) =>
        FromStatus(context.Response.StatusCode) is { } exception ? WriteAsync(context, exception) : Task.CompletedTask;

    // RFC 6750, section 3.
    private static string? GetChallenge(ProblemException exception) =>
        exception.Problem == ProblemCode.Unauthenticated
            ? exception.IsInvalidToken ? "Bearer error=\"invalid_token\"" : "Bearer"
        : exception.Problem != ProblemCode.InsufficientScope ? null
        : exception.Scope is { } scope ? $"Bearer error=\"insufficient_scope\", scope=\"{scope}\""
        : "Bearer error=\"insufficient_scope\"";

    internal static ProblemException? FromStatus(int status) => status switch
    {
        400 => new(ProblemCode.InvalidParameter, "The request is malformed."),
        401 => new(ProblemCode.Unauthenticated, "This endpoint requires a browser session or an API key."),
        403 => new(ProblemCode.InsufficientScope, "This session or API key is not allowed to do this."),
        404 => new(ProblemCode.NotFound, "This address does not exist. Check the path."),
        405 => new(ProblemCode.MethodNotAllowed,
            "This address does not support the method of the request. The Allow header lists the supported methods."),
        413 => new(ProblemCode.BodyTooLarge,
            "The request body is larger than this endpoint accepts. Send a smaller body."),
        415 => new(ProblemCode.UnsupportedMediaType,
            "The request body must be JSON. Send it with Content-Type: application/json."),
        429 => new(ProblemCode.RateLimited, "Too many requests."),
        500 => new(ProblemCode.InternalError, "An unexpected error occurred. The server log has the details."),
        _ => null,
    };
}
