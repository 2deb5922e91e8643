using System.Buffers;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>Bytes that are written and read once; their memory is rented.</summary>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Replace(ReadOnlySpan<byte> text)
    {
        Clear();
        this.Write(text);
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public void Dispose()
    {
        var rented = Interlocked.Exchange(ref _bytes, []);
        if (rented.Length > 0)
            ArrayPool<byte>.Shared.Return(rented);
    }

    private void Grow(int sizeHint)
    {
        if (_bytes.Length - Length >= Math.Max(1, sizeHint))
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + sizeHint));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
