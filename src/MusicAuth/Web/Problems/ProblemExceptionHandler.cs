using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace MusicAuth.Web.Problems;

/// <summary>Converts exceptions to problem responses and logs the unexpected ones.</summary>
internal sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    private static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(5);

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        RequestTrace.Start(httpContext);
        await ProblemWriter.WriteAsync(httpContext, ToProblem(httpContext, exception));
        return true;
    }

    private ProblemException ToProblem(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case ProblemException problem:
                return problem;
            case BadHttpRequestException badRequest:
                return BadRequestProblem.From(badRequest);
            case var _ when StorageFault.IsIn(exception):
                Log.StorageUnavailable(logger, exception);
                return new(ProblemCode.StorageUnavailable, "The database of this MusicAuth is not responding.")
                {
                    RetryAfter = StorageRetry,
                };
            default:
                Log.Unexpected(logger, exception);
                return new(ProblemCode.InternalError,
                    "An unexpected error occurred. The server log has the details under the trace id "
                    + $"{TraceId(context)}.");
        }
    }

    private static string TraceId(HttpContext context) =>
        Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Error, "Unhandled exception")]
        public static partial void Unexpected(ILogger logger, Exception exception);

        [LoggerMessage(9002, LogLevel.Error, "The database is not responding")]
        public static partial void StorageUnavailable(ILogger logger, Exception exception);
    }
}
