using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MusicAuth.Tests.Shared;

/// <summary>
/// A mail server (RFC 5321) that requires the commands in their order, a login if it has an account, and TLS if it has
/// a certificate.
/// </summary>
internal sealed class StubSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _mails = new();
    private readonly string? _login;
    private readonly X509Certificate2? _certificate;
    private readonly bool _isTlsFirst;
    private readonly Task _accepting;

    /// <param name="user">The account of the server; null for a server without login.</param>
    /// <param name="password">The password of the account.</param>
    /// <param name="certificate">Null for a server without TLS.</param>
    /// <param name="isTlsFirst">TLS from the first byte, not by STARTTLS.</param>
    public StubSmtpServer(
        string? user = null, string? password = null, X509Certificate2? certificate = null, bool isTlsFirst = false)
    {
        (_certificate, _isTlsFirst) = (certificate, isTlsFirst);
        _login = user is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Each mail with its envelope, its headers and its text.</summary>
    public IReadOnlyList<string> Mails => [.. _mails];

    /// <summary>A recipient that the server refuses.</summary>
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
        try
        {
            await using var stream = client.GetStream();
            if (_certificate is null || _isTlsFirst)
            {
                await using var first = _isTlsFirst ? await EncryptAsync(stream) : stream;
                await RunSessionAsync(first, "220 stub ESMTP", canStartTls: false);
            }
            else if (await RunSessionAsync(stream, "220 stub ESMTP", canStartTls: true))
            {
                await using var encrypted = await EncryptAsync(stream);
                await RunSessionAsync(encrypted, greeting: null, canStartTls: false);
            }
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException or OperationCanceledException)
        {
            // The client does not trust the certificate, or the test is over.
        }
    }

    private async Task<Stream> EncryptAsync(Stream stream)
    {
        var encrypted = new SslStream(stream, leaveInnerStreamOpen: true);
        await encrypted.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        return encrypted;
    }

    /// <returns>Whether the client has asked for TLS.</returns>
    private async Task<bool> RunSessionAsync(Stream stream, string? greeting, bool canStartTls)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        (writer.NewLine, writer.AutoFlush) = ("\r\n", true);
        var (isKnown, isLoggedIn, envelope) = (false, _login is null, new List<string>());
        if (greeting is not null)
            await writer.WriteLineAsync(greeting);
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var reply = line.Split(' ', ':')[0].ToUpperInvariant() switch
            {
                "EHLO" => canStartTls ? "250-stub\r\n250 STARTTLS" : _login is null ? "250 stub"
                    : "250-stub\r\n250 AUTH PLAIN",
                "STARTTLS" when canStartTls && isKnown => "220 go on",
                "QUIT" => "221 bye",
                _ when canStartTls => "530 5.7.0 Must issue a STARTTLS command first",
                "AUTH" when isKnown => line == $"AUTH PLAIN {_login}" ? "235 ok" : "535 5.7.8 wrong password of dora",
                "MAIL" when isKnown && isLoggedIn && envelope.Count == 0 => "250 ok",
                "MAIL" when isKnown && !isLoggedIn => "530 5.7.0 Authentication required",
                "RCPT" when envelope.Count == 1 =>
                    RefusedRecipient is { } refused && line.Contains(refused) ? "550 no" : "250 ok",
                "DATA" when envelope.Count > 1 => "354 go on",
                "RSET" => "250 ok",
                _ => "503 wrong order",
            };
            isKnown |= line.StartsWith("EHLO", StringComparison.Ordinal);
            isLoggedIn |= reply.StartsWith("235", StringComparison.Ordinal);
            if (reply.StartsWith("250", StringComparison.Ordinal)
                && (line.StartsWith("MAIL", StringComparison.Ordinal)
                    || line.StartsWith("RCPT", StringComparison.Ordinal)))
                envelope.Add(line);
            await writer.WriteLineAsync(reply);
            if (reply.StartsWith("354", StringComparison.Ordinal))
            {
                _mails.Enqueue(string.Join('\n', [.. envelope, .. await ReadMailAsync(reader)]));
                envelope.Clear();
                await writer.WriteLineAsync("250 taken");
            }
            else if (reply[0] == '2' && reply[1] == '2')
            {
                return reply.StartsWith("220", StringComparison.Ordinal);
            }
        }

        return false;
    }

    private async Task<List<string>> ReadMailAsync(StreamReader reader)
    {
        List<string> lines = [];
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            lines.Add(line);
        return lines;
    }
}
