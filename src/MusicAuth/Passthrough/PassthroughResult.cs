using System.Net;

namespace MusicAuth.Passthrough;

/// <summary>How a request went whose answer is written already.</summary>
internal sealed record PassthroughResult(string Outcome) : IResult
{
    private static readonly PassthroughResult Good = new(AuditEvent.Ok);

    /// <summary>Of an answer that came from the provider, and is written.</summary>
    public static PassthroughResult FromStatus(int status) =>
        status < StatusCodes.Status400BadRequest ? Good : new PassthroughResult(WordOf(status));

    /// <summary>A 429 as the provider itself would give it, which clients of it understand.</summary>
    public static async Task<PassthroughResult> WriteRateLimitAsync(HttpContext context, IPassthroughApi api, ProblemException problem)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers[ProblemWriter.Header] = problem.Problem.Code;
        if (problem.RetryAfter is { } wait)
            response.Headers.RetryAfter = RetryAfterHeader.Format(wait);
        HeaderAllowlist.PreventRendering(response);
        response.ContentType = "application/json";
        await response.Body.WriteAsync(api.RateLimitBody, context.RequestAborted);
        return new PassthroughResult(AuditEvent.OutcomeOf(problem.Problem.Code, problem.Reason));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Outcome == AuditEvent.Ok)
            httpContext.Features.Set(RoutineRequest.Instance);
        return Task.CompletedTask;
    }

    private static string WordOf(int status) => UpstreamFaults.FromStatus((HttpStatusCode)status) switch
    {
        null or UpstreamFault.InvalidAnswer => ProblemCode.InvalidParameter.Code,
        { } fault => fault.ToProblemCode().Code,
    };
}
