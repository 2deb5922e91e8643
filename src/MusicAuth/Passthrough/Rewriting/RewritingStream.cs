using System.Buffers;
using CommunityToolkit.HighPerformance.Buffers;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>Rewrites a text while it is read; at once if the whole text is in memory.</summary>
internal sealed class RewritingStream : ForwardOnlyStream
{
    // Rewriting makes most texts slightly longer.
    private const int ExpectedGrowth = 1024;

    private readonly ArrayPoolBufferWriter<byte> _input;
    private readonly ArrayPoolBufferWriter<byte> _output;
    private readonly Stream _remainder;
    private readonly BodyRewriter? _rewriter;
    private int _position;
    private bool _isComplete;

    public RewritingStream(ArrayPoolBufferWriter<byte> input, Stream? remainder, BodyRewriter? rewriter)
    {
        (_input, _remainder, _rewriter) = (input, remainder ?? Null, rewriter);
        _output = new ArrayPoolBufferWriter<byte>(input.WrittenCount + ExpectedGrowth);
        if (remainder is not null)
            return;
        if (_rewriter is null)
            _output.Write(input.WrittenSpan);
        else
            _rewriter.WriteAll(input.WrittenSpan, _output);
        (_isComplete, BufferedLength) = (true, _output.WrittenCount);
    }

    /// <summary>The length of the rewritten text; null if the text is streamed.</summary>
    public int? BufferedLength { get; }

    /// <summary>The rewritten text; null if the text is streamed.</summary>
    public ReadOnlyMemory<byte>? Buffered =>
        BufferedLength is null ? (ReadOnlyMemory<byte>?)null : _output.WrittenMemory;

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_position == _output.WrittenCount)
        {
            if (_isComplete)
                return 0;
            _output.Clear();
            _position = 0;
            await RewriteChunkAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _output.WrittenCount - _position);
        _output.WrittenSpan.Slice(_position, count).CopyTo(buffer.Span);
        _position += count;
        return count;
    }

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

    private async ValueTask RewriteChunkAsync(CancellationToken cancellationToken)
    {
        if (_input.WrittenCount == 0)
            _input.Advance(await _remainder.ReadAsync(_input.GetMemory(), cancellationToken));
        if (_input.WrittenCount == 0)
        {
            _isComplete = true;
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
