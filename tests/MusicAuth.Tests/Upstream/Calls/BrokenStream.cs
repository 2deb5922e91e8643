namespace MusicAuth.Tests.Upstream.Calls;

/// <summary>Returns its bytes, then fails like a connection.</summary>
public sealed class BrokenStream(byte[] bytes) : ForwardOnlyStream
{
    private bool _isRead;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isRead)
            throw new HttpIOException(HttpRequestError.ResponseEnded);
        _isRead = true;
        bytes.CopyTo(buffer);
        return ValueTask.FromResult(bytes.Length);
    }
}
