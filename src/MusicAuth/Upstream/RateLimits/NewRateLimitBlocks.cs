using System.Threading.Channels;

namespace MusicAuth.Upstream.RateLimits;

/// <summary>New rate-limit blocks on their way to the database; no call waits for it.</summary>
public sealed class NewRateLimitBlocks
{
    // A shorter block is over before another process reads it.
    private static readonly TimeSpan MinLength = TimeSpan.FromSeconds(5);

    private readonly Channel<StoredRateLimitBlock> _pending = Channel.CreateUnbounded<StoredRateLimitBlock>();

    public ChannelReader<StoredRateLimitBlock> Pending => _pending.Reader;

    public void Enqueue(StoredRateLimitBlock block)
    {
        if (block.BlockedUntil - block.BlockedSince > MinLength)
            _pending.Writer.TryWrite(block);
    }
}
