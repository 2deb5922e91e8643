using System.Net;

namespace MusicAuth.Passthrough;

/// <summary>The audit log's outcome of a passthrough request.</summary>
internal static class PassthroughOutcome
{
    /// <param name="status">The status of the response.</param>
    /// <param name="fault">The meaning of an error, which can have status 200; null where it is not known.</param>
    public static string Of(int status, UpstreamFault? fault)
    {
        if (status >= StatusCodes.Status400BadRequest)
            fault ??= UpstreamFaults.FromStatus((HttpStatusCode)status);
        return fault switch
        {
            null => AuditEvent.Ok,
            UpstreamFault.InvalidAnswer => ProblemCode.InvalidParameter.Code,
            { } known => known.ToProblemCode().Code,
        };
    }

    public static string Of(ProviderResponse response) => Of(response.Status, response.Fault);

    public static string Of(HttpResponseMessage response) =>
        Of((int)response.StatusCode, ((RewrittenContent)response.Content).Fault);

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
