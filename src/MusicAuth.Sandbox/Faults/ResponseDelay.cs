namespace MusicAuth.Sandbox.Faults;

/// <summary>Holds a response back until the sandbox's clock has advanced.</summary>
internal sealed class ResponseDelay(TimeProvider clock, ProviderStats stats, CancellationToken aborted)
{
    public async Task WaitAsync(int milliseconds)
    {
        if (milliseconds <= 0)
            return;
        // The timer starts before the statistics show the response: from then on, an advance of the clock releases it.
        var delay = Task.Delay(TimeSpan.FromMilliseconds(milliseconds), clock, aborted);
        stats.Hold();
        try
        {
            await delay;
        }
        finally
        {
            stats.Release();
        }
    }
}
