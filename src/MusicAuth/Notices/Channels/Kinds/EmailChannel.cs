using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;
using AuthenticationException = MailKit.Security.AuthenticationException;

namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>E-mail through the mail server of the operator, which needs no guard.</summary>
internal sealed class EmailChannel(IOptions<SmtpOptions> options) : INoticeChannel
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public ChannelKind Kind => ChannelKind.Email;

    public async Task<SendResult> SendAsync(
        ChannelAddress address, NoticeMessage message, bool allowPrivate, CancellationToken cancellationToken)
    {
        var smtp = options.Value;
        if (!smtp.IsConfigured)
            return SendResult.Failed("This server has no mail server any more: Notices:Smtp:Host is not set.");
        // The limit uses the real clock, because a test or the sandbox can move the clock of the host.
        using var deadline = new Deadline(Limit, TimeProvider.System, cancellationToken);
        try
        {
            using var mail = ToMail(smtp, address.Target, message);
            await SendAsync(smtp, mail, deadline.Token);
            return SendResult.Sent;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SendResult.Failed($"The mail server did not answer within {Limit.TotalSeconds} seconds.");
        }
        catch (Exception failure) when (Describe(failure) is { } error)
        {
            return SendResult.Failed(error);
        }
    }

    private static async Task SendAsync(SmtpOptions smtp, MimeMessage mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient();
        // As for HTTP: a list of revoked certificates that cannot be fetched must not stop a notice.
        client.CheckCertificateRevocation = false;
        await client.ConnectAsync(smtp.Host!, smtp.Port, ToOptions(smtp.Security), cancellationToken);
        if (!string.IsNullOrEmpty(smtp.User))
            await client.AuthenticateAsync(smtp.User, smtp.Password ?? "", cancellationToken);
        await client.SendAsync(mail, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
    }

    private static MimeMessage ToMail(SmtpOptions smtp, string target, NoticeMessage message)
    {
        var from = MailboxAddress.Parse(smtp.From!);
#pragma warning disable CA2000 // The message disposes its body.
        var body = new TextPart(TextFormat.Plain) { Text = $"{message.Detail}\n\n{message.ActionUrl}\n" };
#pragma warning restore CA2000
        return new MimeMessage([from], [MailboxAddress.Parse(target)], message.Title, body)
        {
            // The same for each attempt, so that a mailbox can recognise a repeated mail.
            MessageId = $"{message.Id:N}@{from.Domain}",
            Date = message.CreatedAt,
            Headers = { { "Auto-Submitted", "auto-generated" } },
        };
    }

    private static SecureSocketOptions ToOptions(SmtpSecurity security) => security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    // The responses of a mail server can contain addresses and names, so only their status is said.
    private static string? Describe(Exception failure) => failure switch
    {
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } refused =>
            $"The mail server refuses the recipient (status {(int)refused.StatusCode}).",
        SmtpCommandException { ErrorCode: SmtpErrorCode.SenderNotAccepted } refused =>
            $"The mail server refuses the sender Notices:Smtp:From (status {(int)refused.StatusCode}).",
        SmtpCommandException refused => $"The mail server refuses the mail (status {(int)refused.StatusCode}).",
        ServiceNotAuthenticatedException =>
            "The mail server requires a user. Set Notices:Smtp:User and Notices:Smtp:Password.",
        AuthenticationException => "The mail server refuses Notices:Smtp:User or Notices:Smtp:Password.",
        SslHandshakeException { ServerCertificate: not null } =>
            "MusicAuth does not trust the certificate of the mail server. The certificate must be valid for "
            + "Notices:Smtp:Host, and come from an authority that this machine trusts.",
        SslHandshakeException or System.Security.Authentication.AuthenticationException =>
            "The connection to the mail server cannot be encrypted. Check its certificate, its port and "
            + "Notices:Smtp:Security.",
        NotSupportedException => "The mail server does not support what Notices:Smtp:Security or "
            + "Notices:Smtp:User requires.",
        ProtocolException or ServiceNotConnectedException or IOException =>
            "The mail server ended the connection. Check Notices:Smtp:Port and Notices:Smtp:Security.",
        SocketException => "The mail server cannot be reached. Check Notices:Smtp:Host and Notices:Smtp:Port.",
        _ => null,
    };
}
