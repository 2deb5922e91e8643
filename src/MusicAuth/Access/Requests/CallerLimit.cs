namespace MusicAuth.Access.Requests;

/// <summary>After authentication: each session and each key has its own share.</summary>
public sealed class CallerLimit(RequestDelegate next, RequestLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<Caller>() is { } caller)
            limits.Acquire(caller);
        return next(context);
    }
}
