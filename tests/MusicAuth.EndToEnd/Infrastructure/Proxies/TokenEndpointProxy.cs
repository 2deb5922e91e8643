using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <summary>
/// A proxy between a broker and a provider's token endpoint. It forwards whole requests and whole responses unchanged,
/// so that a test can kill a broker before or after the provider receives a request.
/// </summary>
public sealed class TokenEndpointProxy : IAsyncDisposable
{
    private readonly Uri _target;
    private readonly LoopbackListener _listener;
    private readonly ConcurrentQueue<ProxiedRequest> _expected = new();
    private readonly ConcurrentDictionary<ProxiedRequest, byte> _inProgress = new();

    public TokenEndpointProxy(Uri target)
    {
        _target = target;
        _listener = new LoopbackListener(ServeAsync);
        Address = new UriBuilder(target) { Port = _listener.Port }.Uri;
    }

    /// <summary>The address of the token endpoint through the proxy.</summary>
    public Uri Address { get; }

    /// <summary>Creates the handling of a request that no test expects.</summary>
    public Func<ProxiedRequest> Default { get; set; } = static () => new ProxiedRequest();

    /// <summary>Sets the handling of the next request that has none yet.</summary>
    public ProxiedRequest Expect(bool holdRequest = false, bool holdResponse = false)
    {
        var proxied = new ProxiedRequest(holdRequest, holdResponse);
        _expected.Enqueue(proxied);
        return proxied;
    }

    /// <summary>
    /// Discards held messages after the end of the sender, waits for the others, and removes all expectations.
    /// </summary>
    public async Task DropRequestsAsync()
    {
        // The last connection of the sender may still wait to be accepted.
        await Task.Delay(20);
        await Eventually.IsTrueAsync(
            () =>
            {
                foreach (var proxied in _inProgress.Keys) proxied.Drop();
                return Task.FromResult(!_listener.HasConnections);
            },
            "the end of all connections");
        _expected.Clear();
        Default = static () => new ProxiedRequest();
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(TcpClient sender)
    {
        using var _ = sender;
        sender.NoDelay = true;
        try
        {
            bool isOpen;
            do
            {
                var request = await ReadMessageAsync(sender.GetStream());
                isOpen = IsComplete(request) && await ForwardAsync(sender.GetStream(), request);
            }
            while (isOpen);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One end has closed the connection, in most cases because a test has killed it.
        }
    }

    private async Task<bool> ForwardAsync(NetworkStream sender, byte[] request)
    {
        var proxied = _expected.TryDequeue(out var expected) ? expected : Default();
        _inProgress.TryAdd(proxied, 0);
        try
        {
            return await ForwardAsync(sender, request, proxied);
        }
        finally
        {
            _inProgress.TryRemove(proxied, out _);
        }
    }

    private async Task<bool> ForwardAsync(NetworkStream sender, byte[] request, ProxiedRequest proxied)
    {
        proxied.MarkArrived();
        await proxied.Forwarding.WaitAsync(_listener.Stopping);
        await Task.Delay(proxied.Delay, _listener.Stopping);
        using var receiver = new TcpClient { NoDelay = true };
        await receiver.ConnectAsync(IPAddress.Loopback, _target.Port, _listener.Stopping);
        await receiver.GetStream().WriteAsync(request, _listener.Stopping);
        var response = await ReadMessageAsync(receiver.GetStream());
        proxied.MarkAnswered();
        await proxied.Delivering.WaitAsync(_listener.Stopping);
        await Task.Delay(proxied.Delay, _listener.Stopping);
        await sender.WriteAsync(response, _listener.Stopping);
        proxied.MarkDelivered();
        return IsComplete(response);
    }

    /// <returns>Head and body, or a part of them if the connection ended early.</returns>
    private async Task<byte[]> ReadMessageAsync(NetworkStream stream)
    {
        var read = new ArrayBufferWriter<byte>();
        while (!IsComplete(read.WrittenSpan))
        {
            var count = await stream.ReadAsync(read.GetMemory(4096), _listener.Stopping);
            if (count == 0) break;
            read.Advance(count);
        }

        return read.WrittenSpan.ToArray();
    }

    // Both sides send the length of every body. Without it, the tests that use this class would fail.
    private static bool IsComplete(ReadOnlySpan<byte> message)
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
