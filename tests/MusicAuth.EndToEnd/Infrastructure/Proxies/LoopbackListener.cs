using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <summary>Accepts TCP connections on a free port of this machine. The disposal waits for their end.</summary>
internal sealed class LoopbackListener : IAsyncDisposable
{
    private readonly Func<TcpClient, Task> _serve;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly Task _accepting;

    /// <param name="serve">Serves a connection until its end or until <see cref="Stopping"/> is cancelled.</param>
    public LoopbackListener(Func<TcpClient, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool HasConnections => !_connections.IsEmpty;

    public CancellationToken Stopping => _end.Token;

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
                var connection = _serve(await _listener.AcceptTcpClientAsync(_end.Token));
                _connections.TryAdd(connection, 0);
                _ = connection.ContinueWith(
                    ended => _connections.TryRemove(ended, out _), CancellationToken.None,
                    TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The listener stops.
        }
    }
}
