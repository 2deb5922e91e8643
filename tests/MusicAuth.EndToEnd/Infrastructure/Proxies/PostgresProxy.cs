using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <summary>
/// Stands between a broker and PostgreSQL and can cut the connection at a commit, so that the broker does not know
/// whether it happened.
/// </summary>
public sealed class PostgresProxy : IAsyncDisposable
{
    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly Task _accepting;
    private readonly TaskCompletionSource _flows = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _hangs;
    private CommitCut? _next;

    public PostgresProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts the connection that commits next.</summary>
    /// <param name="happens">Whether PostgreSQL still hears of it: the answer is lost, or else the question.</param>
    public CommitCut CutNextCommit(bool happens) => _next = new(happens);

    /// <summary>PostgreSQL hears nothing more, and every connection stays open; until <see cref="Flow"/>.</summary>
    public void Hang() => _hangs = true;

    public void Flow()
    {
        _hangs = false;
        _flows.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
                _connections.TryAdd(connection, 0);
                _ = connection.ContinueWith(
                    ended => _connections.TryRemove(ended, out _), CancellationToken.None,
                    TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The wire is taken down.
        }
    }

    private async Task ServeAsync(TcpClient broker)
    {
        using var _ = broker;
        using var server = new TcpClient { NoDelay = true };
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        broker.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, over.Token);
            var muted = new StrongBox();
            var asking = AskAsync(broker.GetStream(), server.GetStream(), muted, over.Token);
            var answering = AnswerAsync(server.GetStream(), broker.GetStream(), muted, over.Token);
            await await Task.WhenAny(asking, answering);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One end is gone.
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private async Task AskAsync(NetworkStream from, NetworkStream to, StrongBox muted, CancellationToken over)
    {
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, over)) > 0)
        {
            if (_hangs) await _flows.Task.WaitAsync(over);
            var isCommit = buffer.AsSpan(0, count).IndexOf("COMMIT"u8) >= 0;
            if (!isCommit || Interlocked.Exchange(ref _next, null) is not { } cut)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), over);
                continue;
            }

            muted.Value = true;
            if (cut.Happens)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), over);
                // Long enough for a commit; the answer to it goes nowhere.
                await Task.Delay(200, over);
            }

            cut.Done();
            return;
        }
    }

    private static async Task AnswerAsync(
        NetworkStream from, NetworkStream to, StrongBox muted, CancellationToken over)
    {
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, over)) > 0)
        {
            if (!muted.Value) await to.WriteAsync(buffer.AsMemory(0, count), over);
        }
    }

    private sealed class StrongBox
    {
        public volatile bool Value;
    }
}
