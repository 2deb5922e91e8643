namespace MusicAuth.Notices;

/// <summary>How a connection to the mail server is encrypted.</summary>
internal enum SmtpSecurity
{
    /// <summary>The connection must change to TLS before anything else.</summary>
    StartTls,

    /// <summary>TLS from the first byte, usually at port 465.</summary>
    Tls,

    /// <summary>No encryption; for a mail server on the same machine.</summary>
    None,
}
