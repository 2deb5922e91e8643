namespace MusicAuth.Sandbox.Faults;

/// <summary>Applies the active faults to requests of both providers.</summary>
internal sealed class FaultMiddleware(SandboxState state)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "/";
        var provider = path.StartsWith("/deezer", StringComparison.Ordinal) ? "deezer" : "spotify";
        var requester = state.Faults.AsksRequester ? await RequestIdentity.OfAsync(context, state) : null;
        var hits = state.Faults.Take(provider, Surface(path), context.Request.Method, path, requester);
        context.SetFaults(hits);
        var delay = new ResponseDelay(state.Clock, state.Stats.Of(provider), context.RequestAborted);
        await delay.WaitAsync(state.Faults.Plan.LatencyMs + Sum(hits, FaultKinds.Latency));
        if (hits.Find(FaultKinds.Drop) is not null)
        {
            context.Abort();
            return;
        }

        if (hits.Find(FaultKinds.SetCookie) is not null)
            context.Response.Headers.Append("Set-Cookie", "sandbox_tracking=1; Path=/; HttpOnly");
        if (hits.Any(rule => FaultKinds.NeedsBuffer(rule.Kind)))
            await new ResponseFaults(context, hits, delay).ApplyAsync(() => AnswerAsync(context, hits, next));
        else
            await AnswerAsync(context, hits, next);
    }

    public static string Surface(string? path) => path switch
    {
        "/spotify/api/token" or "/deezer/oauth/access_token.php" => "token",
        "/spotify/authorize" or "/deezer/oauth/auth.php" => "authorize",
        _ => "api",
    };

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<FaultRule> hits, RequestDelegate next)
    {
        var replacement = hits.Select(FaultKinds.Replacement).FirstOrDefault(answer => answer is not null);
        return replacement?.ExecuteAsync(context) ?? next(context);
    }

    private static int Sum(IEnumerable<FaultRule> hits, string kind) =>
        hits.Where(rule => rule.Kind == kind).Sum(rule => rule.DelayMs ?? 1000);
}
