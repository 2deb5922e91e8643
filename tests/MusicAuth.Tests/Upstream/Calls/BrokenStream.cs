namespace MusicAuth.Tests.Upstream.Calls;

/// <summary>Returns its bytes, then fails like a connection.</summary>
public sealed class BrokenStream(byte[] bytes) : ForwardOnlyStream
{
    private bool _given;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_given)
            throw new HttpIOException(HttpRequestError.ResponseEnded);
        _given = true;
        bytes.CopyTo(buffer);
        return ValueTask.FromResult(bytes.Length);
    }
}
