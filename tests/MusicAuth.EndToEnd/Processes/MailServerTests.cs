using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Processes;

/// <summary>A mail server with a certificate of a private authority that the machine trusts.</summary>
public sealed class MailServerTests
{
    [LongTheory]
    [InlineData("StartTls", "localhost", true)]
    [InlineData("Tls", "localhost", true)]
    [InlineData("StartTls", "mail.example.org", false)]
    public async Task MusicAuth_sends_mail_only_to_a_server_with_a_trusted_certificate_for_its_name(
        string security, string certificateFor, bool isAccepted)
    {
        using var folder = new TempFolder();
        using var certificates = new TestCertificates();
        var root = folder.PathOf("root.pem");
        await File.WriteAllTextAsync(root, certificates.RootPem);
        await using var smtp = new StubSmtpServer(
            "musicauth", "secret", certificates.For(certificateFor), isTlsFirst: security == "Tls");
        await using var broker = await StandaloneBroker.StartAsync(new BrokerSetup
        {
            Shell = $"export SSL_CERT_FILE={root} Notices__Smtp__Password=secret",
            Settings = new Dictionary<string, string>
            {
                ["Notices:Smtp:Host"] = "localhost",
                ["Notices:Smtp:Port"] = $"{smtp.Port}",
                ["Notices:Smtp:Security"] = security,
                ["Notices:Smtp:User"] = "musicauth",
                ["Notices:Smtp:From"] = "musicauth@example.org",
            },
        });
        using var dora = new CookieClient(broker.Address);
        await dora.SignInAsync("spotify", "dora");
        var channel = await dora.PostAsync("/me/channels", new { kind = "email", target = "dora@example.org" });

        var test = await dora.PostAsync($"/me/channels/{channel.GetProperty("id").GetString()}/test", new { });

        test.GetProperty("ok").GetBoolean().ShouldBe(isAccepted, test.ToString());
        smtp.Mails.Count.ShouldBe(isAccepted ? 1 : 0);
    }
}
