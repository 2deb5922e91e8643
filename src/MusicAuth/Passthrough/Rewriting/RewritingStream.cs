using System.Buffers;
using CommunityToolkit.HighPerformance.Buffers;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>The rewritten text, made as it is read; at once where all is there.</summary>
internal sealed class RewritingStream : ForwardOnlyStream
{
    // Links may grow a little on their way.
    private const int Growth = 1024;

    private readonly Stream _remainder;
    private readonly BodyRewriter? _rewriter;
    private readonly ArrayPoolBufferWriter<byte> _input;
    private readonly ArrayPoolBufferWriter<byte> _output;
    private int _position;
    private bool _ended;

    public RewritingStream(ArrayPoolBufferWriter<byte> text, Stream? following, BodyRewriter? rewriter)
    {
        (_input, _remainder, _rewriter) = (text, following ?? Null, rewriter);
        _output = new ArrayPoolBufferWriter<byte>(text.WrittenCount + Growth);
        if (following is not null)
            return;
        if (_rewriter is null)
            _output.Write(text.WrittenSpan);
        else
            _rewriter.WriteAll(text.WrittenSpan, _output);
        (_ended, BufferedLength) = (true, _output.WrittenCount);
    }

    /// <summary>Null where it was not there from the beginning.</summary>
    public int? BufferedLength { get; }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_position == _output.WrittenCount)
        {
            if (_ended)
                return 0;
            _output.Clear();
            _position = 0;
            await ReadChunkAsync(cancellationToken);
        }

        var give = Math.Min(buffer.Length, _output.WrittenCount - _position);
        _output.WrittenSpan.Slice(_position, give).CopyTo(buffer.Span);
        _position += give;
        return give;
    }

    /// <summary>All of it where it was there from the beginning.</summary>
    public ReadOnlyMemory<byte>? Buffered =>
        BufferedLength is null ? (ReadOnlyMemory<byte>?)null : _output.WrittenMemory;

    public byte[] ToArray() => _output.WrittenSpan.ToArray();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _input.Dispose();
            _output.Dispose();
            _remainder.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask ReadChunkAsync(CancellationToken cancellationToken)
    {
        if (_input.WrittenCount == 0)
            _input.Advance(await _remainder.ReadAsync(_input.GetMemory(), cancellationToken));
        RewriteChunk();
    }

    private void RewriteChunk()
    {
        if (_input.WrittenCount == 0)
        {
            _ended = true;
            _rewriter?.Complete(_output);
        }
        else if (_rewriter is null)
        {
            _output.Write(_input.WrittenSpan);
        }
        else
        {
            _rewriter.Write(_input.WrittenSpan, _output);
        }

        _input.Clear();
    }
}
