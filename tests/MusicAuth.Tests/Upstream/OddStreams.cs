namespace MusicAuth.Tests.Upstream;

/// <summary>Gives its bytes, then breaks as a connection does.</summary>
public sealed class BrokenStream(byte[] bytes) : OddStream
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

/// <summary>A string that never ends.</summary>
public sealed class EndlessStream : OddStream
{
    public long Given { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        buffer.Span.Fill((byte)' ');
        if (Given == 0)
            """{"a":""".Select(c => (byte)c).ToArray().CopyTo(buffer);
        Given += buffer.Length;
        return ValueTask.FromResult(buffer.Length);
    }
}

public sealed class NeverStream : OddStream
{
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}

public abstract class OddStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
