using System.Threading.Channels;

namespace MusicAuth.Upstream.RateLimits;

/// <summary>Rate-limit blocks that are to be written down, without keeping anybody waiting.</summary>
public sealed class RateLimitBlockQueue
{
    // Shorter ones are over before another process reads of them.
    private static readonly TimeSpan WorthKeeping = TimeSpan.FromSeconds(5);

    private readonly Channel<StoredRateLimitBlock> _waiting = Channel.CreateUnbounded<StoredRateLimitBlock>();

    public ChannelReader<StoredRateLimitBlock> Pending => _waiting.Reader;

    public void Enqueue(StoredRateLimitBlock note)
    {
        if (note.Span.Until - note.Span.Since > WorthKeeping)
            _waiting.Writer.TryWrite(note);
    }
}
