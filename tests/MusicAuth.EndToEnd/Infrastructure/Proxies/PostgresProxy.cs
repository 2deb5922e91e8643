using System.Net;
using System.Net.Sockets;

namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <summary>
/// A proxy between a broker and PostgreSQL. It can cut the connection at a commit, so that the broker does not know
/// whether the commit succeeded.
/// </summary>
public sealed class PostgresProxy : IAsyncDisposable
{
    private readonly int _target;
    private readonly LoopbackListener _listener;
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isHanging;
    private CommitCut? _next;

    public PostgresProxy(int target)
    {
        _target = target;
        _listener = new LoopbackListener(ServeAsync);
    }

    public int Port => _listener.Port;

    /// <summary>Cuts the connection that commits next.</summary>
    /// <param name="isForwarded">Whether PostgreSQL gets the commit. If it does, its response is lost.</param>
    public CommitCut CutNextCommit(bool isForwarded) => _next = new(isForwarded);

    /// <summary>Forwards nothing to PostgreSQL until <see cref="Resume"/>; connections stay open.</summary>
    public void Hang() => _isHanging = true;

    public void Resume()
    {
        _isHanging = false;
        _resumed.TrySetResult();
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(TcpClient broker)
    {
        using var _ = broker;
        using var server = new TcpClient { NoDelay = true };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_listener.Stopping);
        broker.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, stop.Token);
            var muted = new StrongBox();
            var requests = ForwardRequestsAsync(broker.GetStream(), server.GetStream(), muted, stop.Token);
            var responses = ForwardResponsesAsync(server.GetStream(), broker.GetStream(), muted, stop.Token);
            await await Task.WhenAny(requests, responses);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One end has closed the connection.
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private async Task ForwardRequestsAsync(
        NetworkStream from, NetworkStream to, StrongBox muted, CancellationToken stop)
    {
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, stop)) > 0)
        {
            if (_isHanging) await _resumed.Task.WaitAsync(stop);
            var isCommit = buffer.AsSpan(0, count).IndexOf("COMMIT"u8) >= 0;
            if (!isCommit || Interlocked.Exchange(ref _next, null) is not { } cut)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), stop);
                continue;
            }

            muted.Value = true;
            if (cut.IsForwarded)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), stop);
                // Long enough for a commit, whose response the proxy discards.
                await Task.Delay(200, stop);
            }

            cut.Done();
            return;
        }
    }

    private static async Task ForwardResponsesAsync(
        NetworkStream from, NetworkStream to, StrongBox muted, CancellationToken stop)
    {
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, stop)) > 0)
        {
            if (!muted.Value) await to.WriteAsync(buffer.AsMemory(0, count), stop);
        }
    }

    private sealed class StrongBox
    {
        public volatile bool Value;
    }
}
