using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MusicAuth.Tests.Shared;

/// <summary>Waits until a condition is true, instead of a fixed time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    public static Task IsTrueAsync(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "",
        Action? between = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), what, between: between);

    public static async Task IsTrueAsync(
        Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "",
        TimeSpan? patience = null, Action? between = null)
    {
        var limit = patience ?? DefaultTimeout;
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > limit)
                throw new TimeoutException($"Waited {limit.TotalSeconds:0} s for {what}.");
            between?.Invoke();
            await Task.Delay(Step);
        }
    }
}
