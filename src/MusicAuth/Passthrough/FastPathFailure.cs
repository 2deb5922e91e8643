using System.Runtime.ExceptionServices;

namespace MusicAuth.Passthrough;

/// <summary>What went wrong before the place where failures are told.</summary>
internal sealed record FastPathFailure(ExceptionDispatchInfo Failure)
{
    /// <summary>Tells it there.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<FastPathFailure>() is not { } early)
            return next(context);
        context.Features.Set<FastPathFailure>(null);
        early.Failure.Throw();
        return Task.CompletedTask;
    }
}
