namespace MusicAuth.Access.Requests;

/// <summary>Turns a request into its <see cref="Caller"/>, once; every later step reads that feature.</summary>
internal sealed class CallerMiddleware(
    RequestDelegate next, KeyInQueryCheck keyInQuery, CallerAuthenticator authenticator)
{
    public Task InvokeAsync(HttpContext context)
    {
        keyInQuery.Require(context);
        var caller = authenticator.AuthenticateAsync(context);
        return caller.IsCompletedSuccessfully ? next(context) : ContinueAsync(context, caller);
    }

    private async Task ContinueAsync(HttpContext context, ValueTask<Caller?> caller)
    {
        await caller;
        await next(context);
    }
}
