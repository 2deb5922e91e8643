namespace MusicAuth.Access.Audit;

/// <summary>How endpoints that give out data say so.</summary>
public static class AuditRecording
{
    /// <summary>Every answer, and every refusal of one, is noted: who got which data of which provider.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="data">The kind of data.</param>
    /// <param name="kind">What giving it out is.</param>
    /// <param name="sourcesOf">
    /// The providers in an answer; without it, the one that the request names, if it names one.
    /// </param>
    public static TBuilder WithAudit<TBuilder>(
        this TBuilder endpoint, string data, AuditKind kind = AuditKind.Read,
        Func<object?, IEnumerable<AuditedSource>>? sourcesOf = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var log = context.RequestServices.GetRequiredService<AuditLog>();
            try
            {
                var answer = await next(invocation);
                foreach (var source in sourcesOf?.Invoke(answer)
                    ?? [new AuditedSource(ProviderOf(context), AuditEvent.Ok)])
                    RecordFailure(log, context, kind, data, source);
                return answer;
            }
            catch (Exception failure)
            {
                log.RecordFailure(context, kind, data, failure);
                throw;
            }
        });

    /// <summary>That no answer was given out, and why; nothing where the caller has left.</summary>
    public static void RecordFailure(
        this AuditLog log, HttpContext context, AuditKind kind, string data, Exception failure)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return;
        var problem = failure as ProblemException;
        var outcome = problem is not null ? AuditEvent.OutcomeOf(problem.Problem.Code, problem.Reason)
            : failure is BadHttpRequestException ? ProblemCode.InvalidParameter.Code
            : StorageFault.IsIn(failure) ? ProblemCode.StorageUnavailable.Code
            : ProblemCode.InternalError.Code;
        RecordFailure(
            log, context, problem?.Problem == ProblemCode.InsufficientScope ? AuditKind.ScopeRefused : kind, data,
            new AuditedSource(problem?.Provider ?? ProviderOf(context), outcome));
    }

    private static void RecordFailure(
        AuditLog log, HttpContext context, AuditKind kind, string data, AuditedSource source) =>
        log.Record(AuditEvent.Of(context, kind) with
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
