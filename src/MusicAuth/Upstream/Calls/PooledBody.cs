using System.Buffers;
using CommunityToolkit.HighPerformance.Buffers;

namespace MusicAuth.Upstream.Calls;

internal static class PooledBody
{
    private const int MaxChunkBytes = 64 * 1024;

    public static async ValueTask<bool> ReadIntoAsync(
        this Stream stream, ArrayPoolBufferWriter<byte> buffer, CancellationToken cancellationToken)
    {
        var free = buffer.GetMemory();
        var read = await stream.ReadAsync(free[..Math.Min(free.Length, MaxChunkBytes)], cancellationToken);
        buffer.Advance(read);
        return read > 0;
    }

    /// <returns>False where the body is longer than <paramref name="maxLength"/>.</returns>
    public static async ValueTask<bool> ReadAllIntoAsync(
        this Stream stream, ArrayPoolBufferWriter<byte> buffer, long maxLength, CancellationToken cancellationToken)
    {
        while (await stream.ReadIntoAsync(buffer, cancellationToken))
        {
            if (buffer.WrittenCount > maxLength)
                return false;
        }

        return true;
    }

    public static void Replace(this ArrayPoolBufferWriter<byte> buffer, ReadOnlySpan<byte> bytes)
    {
        buffer.Clear();
        buffer.Write(bytes);
    }
}
