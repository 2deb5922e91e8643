namespace MusicAuth.Tests.Upstream.Calls;

public sealed class HangingStream : ForwardOnlyStream
{
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
