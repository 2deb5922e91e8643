using System.Threading.Channels;

namespace MusicAuth.Upstream;

/// <summary>A pause as it is kept: it is the app's, so another app is not bound by it.</summary>
public sealed record PauseNote(string Provider, ProviderSide Side, string ClientId, Pause Pause);

/// <summary>Pauses that are to be written down, without keeping anybody waiting.</summary>
public sealed class PauseNews(TimeProvider clock)
{
    // Shorter ones are over before another process reads of them.
    private static readonly TimeSpan WorthKeeping = TimeSpan.FromSeconds(5);

    private readonly Channel<PauseNote> _waiting = Channel.CreateUnbounded<PauseNote>();

    public ChannelReader<PauseNote> Waiting => _waiting.Reader;

    public void Tell(PauseNote note)
    {
        if (note.Pause.Until - clock.GetUtcNow() > WorthKeeping)
            _waiting.Writer.TryWrite(note);
    }
}
