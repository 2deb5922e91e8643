using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MusicAuth.Tests.Notices.Peers;

/// <summary>
/// A mail server (RFC 5321) that insists on the order of the commands, on a login where it has an account, and on lines
/// that end with CRLF.
/// </summary>
public sealed class SmtpPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _mails = new();
    private readonly string? _login;
    private readonly Task _accepting;

    public SmtpPeer(string? user = null, string? password = null)
    {
        _login = user is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Each mail with its envelope, its headers and its text.</summary>
    public IReadOnlyList<string> Mails => [.. _mails];

    /// <summary>A recipient that the server does not take.</summary>
    public string? RefusedRecipient { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException
            or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false));
        (writer.NewLine, writer.AutoFlush) = ("\r\n", true);
        var (isKnown, isLoggedIn, envelope) = (false, _login is null, new List<string>());
        await writer.WriteLineAsync("220 peer ESMTP");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var answer = line.Split(' ', ':')[0].ToUpperInvariant() switch
            {
                "EHLO" => _login is null ? "250 peer" : "250-peer\r\n250 AUTH PLAIN",
                "AUTH" when isKnown => line == $"AUTH PLAIN {_login}" ? "235 ok" : "535 5.7.8 wrong password of dora",
                "MAIL" when isKnown && isLoggedIn && envelope.Count == 0 => "250 ok",
                "RCPT" when envelope.Count == 1 =>
                    RefusedRecipient is { } no && line.Contains(no) ? "550 no" : "250 ok",
                "DATA" when envelope.Count > 1 => "354 go on",
                "RSET" => "250 ok",
                "QUIT" => "221 bye",
                _ => "503 wrong order",
            };
            isKnown |= line.StartsWith("EHLO");
            isLoggedIn |= answer.StartsWith("235");
            if (answer.StartsWith("250") && (line.StartsWith("MAIL") || line.StartsWith("RCPT")))
                envelope.Add(line);
            await writer.WriteLineAsync(answer);
            if (answer.StartsWith("354"))
            {
                _mails.Enqueue(string.Join('\n', [.. envelope, .. await ReadMailAsync(reader)]));
                envelope.Clear();
                await writer.WriteLineAsync("250 taken");
            }
            else if (answer.StartsWith("221"))
            {
                return;
            }
        }
    }

    private async Task<List<string>> ReadMailAsync(StreamReader reader)
    {
        List<string> lines = [];
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            lines.Add(line);
        return lines;
    }
}
