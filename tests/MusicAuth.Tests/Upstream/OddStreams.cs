using MusicAuth.Upstream;

namespace MusicAuth.Tests.Upstream;

/// <summary>Gives its bytes, then breaks as a connection does.</summary>
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

/// <summary>A string that never ends.</summary>
public sealed class EndlessStream : ForwardOnlyStream
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

public sealed class NeverStream : ForwardOnlyStream
{
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
