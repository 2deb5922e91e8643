using System.Buffers;

namespace MusicAuth.Upstream.Calls;

/// <summary>The whole body of an answer, in a rented buffer.</summary>
internal sealed class PooledResponseBody : IDisposable
{
    private const int FirstSize = 32 * 1024;
    private const int MostAtOnce = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    public static async Task<PooledResponseBody> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var body = new PooledResponseBody();
        try
        {
            int read;
            while ((read = await stream.ReadAsync(body.Rest(), cancellationToken)) > 0)
                body._length += read;
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private Memory<byte> Rest()
    {
        if (_length == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_length, Math.Min(MostAtOnce, _buffer.Length - _length));
    }
}
