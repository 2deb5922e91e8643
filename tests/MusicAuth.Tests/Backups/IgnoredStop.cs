using Microsoft.Extensions.Hosting;

namespace MusicAuth.Tests.Backups;

/// <summary>A lifetime that records a stop request and ignores it.</summary>
internal sealed class IgnoredStop : IHostApplicationLifetime
{
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task StopRequested => _requested.Task;

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => _requested.TrySetResult();
}
