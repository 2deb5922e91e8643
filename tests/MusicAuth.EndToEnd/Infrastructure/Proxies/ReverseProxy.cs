using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <summary>
/// A reverse proxy on the same machine. It forwards each request on a new TCP connection, with the Host, the HTTP
/// version and the additional header of its style.
/// </summary>
public sealed class ReverseProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _broker;
    private readonly ProxyStyle _style;
    private readonly Task _work;

    public ReverseProxy(Uri broker, ProxyStyle style)
    {
        (_broker, _style) = (broker, style);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _work = Task.Run(AcceptAsync);
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> requests = [];
        try
        {
            while (true)
                requests.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(requests);
        }
    }

    private async Task ForwardAsync(TcpClient accepted)
    {
        using var browser = accepted;
        using var upstream = new TcpClient();
        await upstream.ConnectAsync(IPAddress.Loopback, _broker.Port);
        await using var from = browser.GetStream();
        await using var to = upstream.GetStream();
        using var reader = new StreamReader(from, Encoding.ASCII, leaveOpen: true);
        var head = new StringBuilder();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            head.Append(Rewrite(line)).Append("\r\n");
        head.Append("Connection: close\r\n");
        if (_style.Header is { } header)
            head.Append(header).Append("\r\n");
        await to.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
        await to.CopyToAsync(from);
    }

    private string Rewrite(string line) =>
        line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase) ? $"Host: {_style.Host ?? _broker.Authority}"
        : line.EndsWith("HTTP/1.1", StringComparison.Ordinal) ? line[..^1] + _style.MinorVersion
        : line;
}
