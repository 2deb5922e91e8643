namespace MusicAuth.Upstream.Calls;

/// <summary>Ends the reading of a body that is larger than anything a provider has reason to send.</summary>
internal sealed class SizeLimitedStream(Stream inner, long cap, Func<Exception> tooLarge) : ForwardOnlyStream
{
    private long _left = cap;

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken));

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        _left -= read;
        return _left < 0 ? throw tooLarge() : read;
    }
}
