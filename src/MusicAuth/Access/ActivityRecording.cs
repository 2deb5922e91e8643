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
        endpoint.AddEndpointFilter((invocation, next) => RecordAsync(
            invocation.HttpContext, LogOf(invocation.HttpContext), data, kind, (next, invocation),
            static one => one.next(one.invocation), sourcesOf));

    /// <summary>The same for an answer that is made elsewhere than at an endpoint.</summary>
    public static async ValueTask<TAnswer> RecordAsync<TState, TAnswer>(
        HttpContext context, ActivityLog log, string data, ActivityKind kind, TState state,
        Func<TState, ValueTask<TAnswer>> answering, Func<TAnswer, IEnumerable<RecordedSource>>? sourcesOf)
    {
        try
        {
            var answer = await answering(state);
            foreach (var source in sourcesOf?.Invoke(answer)
                ?? [new RecordedSource(ProviderOf(context), ActivityEvent.Ok)])
                Note(context, log, kind, data, source);
            return answer;
        }
        catch (Exception failure) when (!context.RequestAborted.IsCancellationRequested)
        {
            Note(context, log, failure, kind, data);
            throw;
        }
    }

    private static void Note(
        HttpContext context, ActivityLog log, Exception failure, ActivityKind kind, string data)
    {
        var problem = failure as ProblemException;
        var outcome = problem is not null ? ActivityEvent.OutcomeOf(problem.Problem.Code, problem.Reason)
            : failure is BadHttpRequestException ? ProblemCode.InvalidParameter.Code
            : StorageFault.IsIn(failure) ? ProblemCode.StorageUnavailable.Code
            : ProblemCode.InternalError.Code;
        Note(
            context, log, problem?.Problem == ProblemCode.InsufficientScope ? ActivityKind.ScopeRefused : kind, data,
            new RecordedSource(problem?.Provider ?? ProviderOf(context), outcome));
    }

    private static ActivityLog LogOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ActivityLog>();

    private static void Note(
        HttpContext context, ActivityLog log, ActivityKind kind, string data, RecordedSource source) =>
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
