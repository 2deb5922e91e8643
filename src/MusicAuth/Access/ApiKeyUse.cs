using System.Net;
using System.Threading.Channels;
using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>That a key was used, and from which network.</summary>
public sealed record KeyUse(string KeyId, DateTimeOffset At, string? From);

/// <summary>Writes the last use of keys, beside the calls; at most once a minute for each.</summary>
public sealed class ApiKeyUse(IServiceScopeFactory scopes, TimeProvider time) : BackgroundService
{
    private const int MostWaiting = 1024;

    private static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(1);

    private readonly Channel<KeyUse> _uses = Channel.CreateBounded<KeyUse>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Note(KnownKey known, IPAddress? address)
    {
        var now = time.GetUtcNow();
        if (known.IsNewUse(now, address))
            _uses.Writer.TryWrite(new KeyUse(known.Caller.Key!.Id, now, CoarseAddress.Of(address)));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _uses.Writer.TryComplete();
        await LastWork.TryAsync(StopBudget, base.StopAsync);
    }

    // Ends when the channel is read to its end, and not in the middle of it.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var use in _uses.Reader.ReadAllAsync(CancellationToken.None))
            await WriteAsync(use);
    }

    private async Task WriteAsync(KeyUse use)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ApiKeys>().NoteUseAsync(use, CancellationToken.None);
        }
        catch (Exception failure) when (StorageFault.IsIn(failure))
        {
            // The next use is noted.
        }
    }
}
