using System.Diagnostics;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>Asks until it is so, instead of sleeping and hoping.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        var limit = patience ?? RunningProcess.Patience;
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > limit)
                throw new TimeoutException($"Waited {limit.TotalSeconds:0} s in vain for {what}.");
            await Task.Delay(Step);
        }
    }
}
