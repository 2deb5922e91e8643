using System.Net;

namespace MusicAuth.Tests.Passthrough.Requests;

/// <summary>A request body that sends its first bytes at once and the rest after <see cref="Release"/>.</summary>
internal sealed class BlockedContent : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BlockedContent() => Headers.ContentType = new("application/json");

    /// <summary>Completes when the first bytes are sent.</summary>
    public Task Started => _begun.Task;

    public void Release() => _free.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync("{\"name\":"u8.ToArray());
        await stream.FlushAsync();
        _begun.TrySetResult();
        await _free.Task;
        await stream.WriteAsync("\"x\"}"u8.ToArray());
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
