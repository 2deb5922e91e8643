using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <summary>
/// Stands between a broker and a provider's endpoint and passes on bytes as they are, whole requests and whole answers
/// at a time: so that a test can kill a broker when the provider has, or has not, heard of a request.
/// </summary>
public sealed class TokenEndpointProxy : IAsyncDisposable
{
    private readonly Uri _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<ProxiedRequest> _expected = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly ConcurrentDictionary<ProxiedRequest, byte> _underWay = new();
    private readonly Task _accepting;

    public TokenEndpointProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Address = new UriBuilder(target) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The target as seen through the wire.</summary>
    public Uri Address { get; }

    /// <summary>How a request passes that no test has said anything about.</summary>
    public Func<ProxiedRequest> Default { get; set; } = static () => new ProxiedRequest();

    /// <summary>Says how the next request passes that nothing has been said about yet.</summary>
    public ProxiedRequest Expect(bool holdRequest = false, bool holdAnswer = false)
    {
        var passage = new ProxiedRequest(holdRequest, holdAnswer);
        _expected.Enqueue(passage);
        return passage;
    }

    /// <summary>
    /// After the sender's death: what is held is lost, what is on its way arrives, and nothing is expected any more.
    /// </summary>
    public async Task SettleAsync()
    {
        // What the dead has sent last may still wait to be accepted.
        await Task.Delay(20);
        await Eventually.IsTrueAsync(
            () =>
            {
                foreach (var passage in _underWay.Keys) passage.Drop();
                return Task.FromResult(_connections.IsEmpty);
            },
            "the end of all connections");
        _expected.Clear();
        Default = static () => new ProxiedRequest();
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

    private async Task ServeAsync(TcpClient sender)
    {
        using var _ = sender;
        sender.NoDelay = true;
        try
        {
            bool goesOn;
            do
            {
                var request = await ReadMessageAsync(sender.GetStream());
                goesOn = IsWhole(request) && await PassAsync(sender.GetStream(), request);
            }
            while (goesOn);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One end is gone: killed, most likely.
        }
    }

    private async Task<bool> PassAsync(NetworkStream sender, byte[] request)
    {
        var passage = _expected.TryDequeue(out var expected) ? expected : Default();
        _underWay.TryAdd(passage, 0);
        try
        {
            return await PassAsync(sender, request, passage);
        }
        finally
        {
            _underWay.TryRemove(passage, out _);
        }
    }

    private async Task<bool> PassAsync(NetworkStream sender, byte[] request, ProxiedRequest passage)
    {
        passage.MarkArrived();
        await passage.Forwarding.WaitAsync(_end.Token);
        await Task.Delay(passage.Delay, _end.Token);
        using var receiver = new TcpClient { NoDelay = true };
        await receiver.ConnectAsync(IPAddress.Loopback, _target.Port, _end.Token);
        await receiver.GetStream().WriteAsync(request, _end.Token);
        var answer = await ReadMessageAsync(receiver.GetStream());
        passage.MarkAnswered();
        await passage.Delivering.WaitAsync(_end.Token);
        await Task.Delay(passage.Delay, _end.Token);
        await sender.WriteAsync(answer, _end.Token);
        passage.MarkDelivered();
        return IsWhole(answer);
    }

    /// <returns>Head and body; less where the connection ended before.</returns>
    private async Task<byte[]> ReadMessageAsync(NetworkStream stream)
    {
        var read = new ArrayBufferWriter<byte>();
        while (!IsWhole(read.WrittenSpan))
        {
            var count = await stream.ReadAsync(read.GetMemory(4096), _end.Token);
            if (count == 0) break;
            read.Advance(count);
        }

        return read.WrittenSpan.ToArray();
    }

    // Both sides give the length of every body, which a test of this class would show if they ceased to.
    private static bool IsWhole(ReadOnlySpan<byte> message)
    {
        var end = message.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var length = Encoding.ASCII.GetString(message[..end]).Split("\r\n")
            .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => int.Parse(line.AsSpan("Content-Length:".Length)))
            .FirstOrDefault();
        return message.Length >= end + 4 + length;
    }
}
