namespace MusicAuth.Tests.Upstream.Calls;

/// <summary>A JSON string without an end.</summary>
public sealed class EndlessStream : ForwardOnlyStream
{
    public long BytesRead { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        buffer.Span.Fill((byte)' ');
        if (BytesRead == 0)
            """{"a":""".Select(c => (byte)c).ToArray().CopyTo(buffer);
        BytesRead += buffer.Length;
        return ValueTask.FromResult(buffer.Length);
    }
}
