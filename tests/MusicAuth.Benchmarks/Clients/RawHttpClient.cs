using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MusicAuth.Benchmarks.Clients;

/// <summary>
/// A connection that repeats one request and only finds the end of each response, so that the server gets the
/// processor time.
/// </summary>
internal sealed class RawHttpClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = (int)Timeout.TotalMilliseconds,
    };
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[128 * 1024];
    private int _from;
    private int _to;

    public RawHttpClient(Uri server, byte[] request)
    {
        _request = request;
        _socket.Connect(IPAddress.Loopback, server.Port);
    }

    private Span<byte> Unread => _buffer.AsSpan(_from, _to - _from);

    public static byte[] Get(Uri server, string path, params string[] headers) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\n"
        + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n");

    public void Send()
    {
        for (var sent = 0; sent < _request.Length;) sent += _socket.Send(_request.AsSpan(sent));
    }

    /// <returns>The status and the length of the body.</returns>
    public (int Status, int Length) Receive()
    {
        int end;
        while ((end = Unread.IndexOf("\r\n\r\n"u8)) < 0) ReceiveMore();
        ReadOnlySpan<byte> head = Unread[..(end + 2)];
        if (!Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _))
            throw new InvalidOperationException("A response has no status.");
        var hasLength = TryReadHeader(head, "Content-Length: "u8, out var length);
        _from += end + 4;
        if (!hasLength) return (status, SkipChunks());
        Skip(length);
        return (status, length);
    }

    public void Dispose() => _socket.Dispose();

    private static bool TryReadHeader(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name, out int value)
    {
        value = 0;
        return head.IndexOf(name) is >= 0 and var at
            && Utf8Parser.TryParse(head[(at + name.Length)..], out value, out _);
    }

    private int SkipChunks()
    {
        for (var total = 0; ;)
        {
            int end;
            while ((end = Unread.IndexOf("\r\n"u8)) < 0) ReceiveMore();
            if (!Utf8Parser.TryParse(Unread[..end], out int size, out _, 'x'))
                throw new InvalidOperationException("A response has neither a length nor chunks.");
            _from += end + 2;
            Skip(size + 2);
            if (size == 0) return total;
            total += size;
        }
    }

    private void Skip(int count)
    {
        while (count > _to - _from)
        {
            count -= _to - _from;
            _from = _to = 0;
            ReceiveMore();
        }

        _from += count;
    }

    private void ReceiveMore()
    {
        if (_from > 0)
        {
            Unread.CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        var read = _socket.Receive(_buffer.AsSpan(_to));
        _to += read > 0 ? read : throw new InvalidOperationException("The server has closed the connection.");
    }
}
