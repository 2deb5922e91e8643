using System.Threading.Channels;

namespace MusicAuth.Upstream;

/// <summary>A rate-limit block as it is kept: it is the app's, so another app is not bound by it.</summary>
public sealed record PauseNote(string Provider, BlockKind Kind, string ClientId, PauseSpan Span);

/// <summary>Rate-limit blocks that are to be written down, without keeping anybody waiting.</summary>
public sealed class PauseNews
{
    // Shorter ones are over before another process reads of them.
    private static readonly TimeSpan WorthKeeping = TimeSpan.FromSeconds(5);

    private readonly Channel<PauseNote> _waiting = Channel.CreateUnbounded<PauseNote>();

    public ChannelReader<PauseNote> Waiting => _waiting.Reader;

    public void Tell(PauseNote note)
    {
        if (note.Span.Until - note.Span.Since > WorthKeeping)
            _waiting.Writer.TryWrite(note);
    }
}
