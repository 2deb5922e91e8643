using System.Net;
using System.Threading.Channels;

namespace MusicAuth.Access.ApiKeys;

/// <summary>Writes the last use of API keys in the background, at most once a minute for each.</summary>
internal sealed class ApiKeyUsageWriter(ScopedServices scopes, TimeProvider time) : BackgroundService
{
    private const int MaxPending = 1024;

    private static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(1);

    private readonly Channel<ApiKeyUsage> _uses = Channel.CreateBounded<ApiKeyUsage>(
        new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Record(CachedApiKey key, IPAddress? address)
    {
        var now = time.GetUtcNow();
        if (key.IsNewUse(now, address))
            _uses.Writer.TryWrite(new ApiKeyUsage(key.Caller.Key!.Id, now, CoarseAddress.Of(address)));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _uses.Writer.TryComplete();
        await ShutdownWork.RunAsync(StopBudget, base.StopAsync);
    }

    // StopAsync completes the channel; the loop ends after its last item.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var use in _uses.Reader.ReadAllAsync(CancellationToken.None))
            await WriteAsync(use);
    }

    private async Task WriteAsync(ApiKeyUsage use)
    {
        try
        {
            await scopes.UseAsync((ApiKeyStore keys) => keys.RecordUsageAsync(use, CancellationToken.None));
        }
        catch (Exception failure) when (StorageFault.IsIn(failure))
        {
            // The next use is written again.
        }
    }
}
