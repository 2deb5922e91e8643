using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Pages;

internal static class FailedRequests
{
    public static async Task<IRequest> RunAndWaitForRequestFailedAsync(this IPage page, Func<Task> act)
    {
        var failed = new TaskCompletionSource<IRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.RequestFailed += (_, request) => failed.TrySetResult(request);
        await act();
        return await failed.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Answers as MusicAuth does while its database is away.</summary>
    public static Task FulfillUnavailableAsync(this IRoute route) => route.FulfillAsync(new()
    {
        Status = 503,
        ContentType = "application/problem+json",
        Body = """{"code":"storage_unavailable","title":"The database is away"}""",
    });
}
