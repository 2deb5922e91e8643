using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.SignIn;

/// <summary>
/// Sends a browser whose sign-in meets a request limit to the page, which explains the limit. A problem would show its
/// user JSON.
/// </summary>
internal sealed class SignInLimitMiddleware(RequestDelegate next, ProviderRegistry registry)
{
    public Task InvokeAsync(HttpContext context) =>
        IsSignIn(context.Request.Path) && HttpMethods.IsGet(context.Request.Method)
            && NotFoundPage.AcceptsHtml(context.Request)
            ? InvokeForBrowserAsync(context)
            : next(context);

    private static bool IsSignIn(PathString path) =>
        path.StartsWithSegments("/login", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/callback", StringComparison.OrdinalIgnoreCase);

    private async Task InvokeForBrowserAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (ProblemException problem) when (problem.Problem == ProblemCode.RateLimited)
        {
            // The request log names the limit.
            context.Items[ProblemWriter.CodeItem] = problem.Problem.Code;
            context.Response.Redirect(QueryHelpers.AddQueryString("/", QueryFor(context.Request, problem)));
        }
    }

    // The next attempt needs the same owner link or invitation.
    private Dictionary<string, string?> QueryFor(HttpRequest request, ProblemException problem) =>
        new(StringComparer.Ordinal)
        {
            ["error"] = problem.Problem.Code,
            ["provider"] = ProviderOf(request.Path),
            ["claim"] = request.Query["claim"].FirstOrDefault(),
            ["invite"] = request.Query["invite"].FirstOrDefault(),
        };

    private string? ProviderOf(PathString path) => registry.All.FirstOrDefault(provider =>
        path.Value!.EndsWith($"/{provider.Name}", StringComparison.OrdinalIgnoreCase))?.Name;
}
