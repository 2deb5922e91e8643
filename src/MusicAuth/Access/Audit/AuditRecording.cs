namespace MusicAuth.Access.Audit;

/// <summary>Records the requests of endpoints that return data.</summary>
internal static class AuditRecording
{
    /// <summary>Records every response and every refusal of this endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="data">The kind of data.</param>
    /// <param name="kind">The kind of the event.</param>
    /// <param name="sourcesOf">The providers of a response; by default the provider that the request names.</param>
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
                var response = await next(invocation);
                foreach (var source in sourcesOf?.Invoke(response)
                    ?? [new AuditedSource(ProviderOf(context), AuditEvent.Ok)])
                    Record(log, context, kind, data, source);
                return response;
            }
            catch (Exception failure)
            {
                log.RecordFailure(context, kind, data, failure);
                throw;
            }
        });

    /// <summary>Records that a request failed, unless its caller has left.</summary>
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
        Record(
            log, context, problem?.Problem == ProblemCode.InsufficientScope ? AuditKind.ScopeRefused : kind, data,
            new AuditedSource(problem?.Provider ?? ProviderOf(context), outcome));
    }

    private static void Record(
        AuditLog log, HttpContext context, AuditKind kind, string data, AuditedSource source) =>
        log.Record(AuditEvent.Of(context, kind) with
        {
            Provider = source.Provider,
            Data = data,
            Outcome = source.Outcome,
        });

    // A name that the caller invented must not reach the audit log.
    private static string? ProviderOf(HttpContext context)
    {
        var named = context.Request.RouteValues["provider"] as string ?? context.Request.Query["provider"].ToString();
        return ProviderNames.All.FirstOrDefault(name => name == named);
    }
}
