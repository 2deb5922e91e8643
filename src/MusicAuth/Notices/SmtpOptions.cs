using System.Runtime.CompilerServices;
using MimeKit;

namespace MusicAuth.Notices;

/// <summary>Section <c>Notices:Smtp</c>.</summary>
internal sealed class SmtpOptions
{
    public const string Section = "Notices:Smtp";

    /// <summary>The mail server; null where users cannot have notices by e-mail.</summary>
    public string? Host { get; set; }

    /// <summary>The port of the mail server.</summary>
    public int Port { get; set; } = 587;

    /// <summary>The account at the mail server; null for a server without accounts.</summary>
    public string? User { get; set; }

    /// <summary>The password of the account.</summary>
    public string? Password { get; set; }

    /// <summary>The address that the e-mails come from.</summary>
    public string? From { get; set; }

    /// <summary>How the connection is encrypted.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    internal bool IsConfigured => !string.IsNullOrWhiteSpace(Host);

    internal IEnumerable<string> Errors()
    {
        if (!IsConfigured)
            yield break;
        if (Port is < 1 or > ushort.MaxValue)
            yield return "Notices:Smtp:Port must be a whole number from 1 to 65535.";
        if (!IsMailAddress(From))
            yield return "Notices:Smtp:From must be the mail address that notices come from, because "
                + "Notices:Smtp:Host is set.";
        if (string.IsNullOrEmpty(User) != string.IsNullOrEmpty(Password))
            yield return "Notices:Smtp:User and Notices:Smtp:Password must be set together.";
    }

    // Not inlined: the method above would load the mail library on every instance.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsMailAddress(string? text) =>
        MailboxAddress.TryParse(text, out var address) && !string.IsNullOrEmpty(address.Domain);
}
