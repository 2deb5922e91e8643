using System.Globalization;
using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>How a request went whose answer is written already.</summary>
internal sealed record RawOutcome(string Outcome) : IResult
{
    /// <summary>Of an answer that came from the provider.</summary>
    public static RawOutcome Of(int status) => new(status switch
    {
        < 400 => ActivityEvent.Ok,
        401 => ProblemCode.ReauthorizationRequired.Code,
        403 => ProblemCode.ProviderForbids.Code,
        404 => ProblemCode.NotFound.Code,
        429 => ProblemCode.ProviderRateLimited.Code,
        >= 500 => ProblemCode.ProviderUnavailable.Code,
        _ => ProblemCode.InvalidParameter.Code,
    });

    /// <summary>A 429 as the provider itself would give it, which clients of it understand.</summary>
    public static async Task WriteTooManyAsync(HttpContext context, IRawApi api, ProblemException problem)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers[ProblemAnswer.Header] = problem.Problem.Code;
        if (problem.RetryAfter is { } wait)
            response.Headers.RetryAfter =
                Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        RawHeaders.Protect(response);
        response.ContentType = "application/json";
        await response.Body.WriteAsync(api.TooManyRequests, context.RequestAborted);
    }

    public Task ExecuteAsync(HttpContext httpContext) => Task.CompletedTask;
}
