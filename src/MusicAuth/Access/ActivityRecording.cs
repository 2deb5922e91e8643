using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>One provider's part of an answer, and how it went.</summary>
public readonly record struct RecordedSource(string? Provider, string Outcome);

/// <summary>How endpoints that give out data say so.</summary>
public static class ActivityRecording
{
    /// <summary>Every answer, and every refusal of one, is noted: who got which data of which provider.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="data">The kind of data.</param>
    /// <param name="kind">What giving it out is.</param>
    /// <param name="sourcesOf">
    /// The providers in an answer; without it, the one that the request names, if it names one.
    /// </param>
    public static TBuilder Record<TBuilder>(
        this TBuilder endpoint, string data, ActivityKind kind = ActivityKind.Read,
        Func<object?, IEnumerable<RecordedSource>>? sourcesOf = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var log = context.RequestServices.GetRequiredService<ActivityLog>();
            try
            {
                var answer = await next(invocation);
                foreach (var source in sourcesOf?.Invoke(answer)
                    ?? [new RecordedSource(ProviderOf(context), ActivityEvent.Ok)])
                    Note(log, context, kind, data, source);
                return answer;
            }
            catch (Exception failure)
            {
                log.Note(context, kind, data, failure);
                throw;
            }
        });

    /// <summary>That no answer was given out, and why; nothing where the caller has left.</summary>
    public static void Note(
        this ActivityLog log, HttpContext context, ActivityKind kind, string data, Exception failure)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return;
        var problem = failure as ProblemException;
        var outcome = problem is not null ? ActivityEvent.OutcomeOf(problem.Problem.Code, problem.Reason)
            : failure is BadHttpRequestException ? ProblemCode.InvalidParameter.Code
            : StorageFault.IsIn(failure) ? ProblemCode.StorageUnavailable.Code
            : ProblemCode.InternalError.Code;
        Note(
            log, context, problem?.Problem == ProblemCode.InsufficientScope ? ActivityKind.ScopeRefused : kind, data,
            new RecordedSource(problem?.Provider ?? ProviderOf(context), outcome));
    }

    private static void Note(
        ActivityLog log, HttpContext context, ActivityKind kind, string data, RecordedSource source) =>
        log.Note(ActivityEvent.Of(context, kind) with
        {
            Provider = source.Provider,
            Data = data,
            Outcome = source.Outcome,
        });

    // Only names of ours: what a caller made up stays out of the lines.
    private static string? ProviderOf(HttpContext context)
    {
        var named = context.Request.RouteValues["provider"] as string ?? context.Request.Query["provider"].ToString();
        return ProviderNames.All.FirstOrDefault(name => name == named);
    }
}
