using System.Net;

namespace MusicAuth.Passthrough;

/// <summary>The audit log's outcome of a passthrough request.</summary>
internal static class PassthroughOutcome
{
    public static string FromStatus(int status) =>
        status < StatusCodes.Status400BadRequest ? AuditEvent.Ok
        : UpstreamFaults.FromStatus((HttpStatusCode)status) switch
        {
            null or UpstreamFault.InvalidAnswer => ProblemCode.InvalidParameter.Code,
            { } fault => fault.ToProblemCode().Code,
        };

    /// <summary>Writes a 429 in the form of the provider, which its client libraries understand.</summary>
    public static async Task<string> WriteRateLimitAsync(
        HttpContext context, IPassthroughApi api, ProblemException problem)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers[ApiHeaders.Error] = problem.Problem.Code;
        if (problem.RetryAfter is { } wait)
            response.Headers.RetryAfter = RetryAfterHeader.Format(wait);
        HeaderAllowlist.PreventRendering(response);
        response.ContentType = "application/json";
        await response.Body.WriteAsync(api.RateLimitBody, context.RequestAborted);
        return AuditEvent.OutcomeOf(problem.Problem.Code, problem.Reason);
    }
}
