using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Channels;

public sealed class EmailTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("musicauth", "planted-password")]
    public async Task A_mail_arrives_with_its_text_and_its_link(string? user, string? password)
    {
        await using var smtp = new StubSmtpServer(user, password);
        await using var broker = await Broker.StartAsync(Settings(smtp, user, password));
        using var dora = await broker.SignedInAsync("dora", "spotify");
        var channel = await dora.AddChannelAsync("email", "dora@example.org");

        (await dora.TestChannelAsync(channel)).ShouldBe((true, "The target has taken the test notice."));

        var mail = smtp.Mails.ShouldHaveSingleItem();
        mail.ShouldContain("MAIL FROM:<musicauth@example.org>");
        mail.ShouldContain("RCPT TO:<dora@example.org>");
        mail.ShouldContain("Subject: MusicAuth test notice");
        mail.ShouldContain("From: MusicAuth <musicauth@example.org>");
        mail.ShouldContain("Auto-Submitted: auto-generated");
        mail.ShouldContain($"{Broker.PublicUrl}/");
    }

    [Fact]
    public async Task A_wrong_password_is_reported_without_the_text_of_the_mail_server()
    {
        await using var smtp = new StubSmtpServer("musicauth", "right");
        await using var broker = await Broker.StartAsync(Settings(smtp, "musicauth", "planted-password"));
        using var dora = await broker.SignedInAsync("dora", "spotify");
        var channel = await dora.AddChannelAsync("email", "dora@example.org");

        (await dora.TestChannelAsync(channel)).ShouldBe(
            (false, "The mail server refuses Notices:Smtp:User or Notices:Smtp:Password."));

        broker.Log.All.Where(entry => entry.Contains("planted-password")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mail_server_that_requires_a_user_is_reported()
    {
        await using var smtp = new StubSmtpServer("musicauth", "right");
        await using var broker = await Broker.StartAsync(Settings(smtp, user: null, password: null));
        using var dora = await broker.SignedInAsync("dora", "spotify");
        var channel = await dora.AddChannelAsync("email", "dora@example.org");

        (await dora.TestChannelAsync(channel)).ShouldBe(
            (false, "The mail server requires a user. Set Notices:Smtp:User and Notices:Smtp:Password."));
    }

    [Fact]
    public async Task A_refused_recipient_is_reported()
    {
        await using var smtp = new StubSmtpServer { RefusedRecipient = "dora@example.org" };
        await using var broker = await Broker.StartAsync(Settings(smtp, user: null, password: null));
        using var dora = await broker.SignedInAsync("dora", "spotify");
        var channel = await dora.AddChannelAsync("email", "dora@example.org");

        (await dora.TestChannelAsync(channel)).ShouldBe((false, "The mail server refuses the recipient (status 550)."));
    }

    [Fact]
    public async Task StartTls_is_required_where_it_is_configured()
    {
        await using var smtp = new StubSmtpServer();
        var settings = Settings(smtp, user: null, password: null);
        settings["Notices:Smtp:Security"] = "StartTls";
        await using var broker = await Broker.StartAsync(settings);
        using var dora = await broker.SignedInAsync("dora", "spotify");
        var channel = await dora.AddChannelAsync("email", "dora@example.org");

        var (ok, detail) = await dora.TestChannelAsync(channel);

        ok.ShouldBeFalse();
        detail.ShouldContain("Notices:Smtp:Security");
        smtp.Mails.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("StartTls")]
    [InlineData("Tls")]
    public async Task A_certificate_that_the_machine_does_not_trust_is_refused_before_the_password(string security)
    {
        using var certificates = new TestCertificates();
        await using var smtp = new StubSmtpServer(
            "musicauth", "planted-password", certificates.For("localhost"), isTlsFirst: security == "Tls");
        var settings = Settings(smtp, "musicauth", "planted-password");
        (settings["Notices:Smtp:Host"], settings["Notices:Smtp:Security"]) = ("localhost", security);
        await using var broker = await Broker.StartAsync(settings);
        using var dora = await broker.SignedInAsync("dora", "spotify");
        var channel = await dora.AddChannelAsync("email", "dora@example.org");

        (await dora.TestChannelAsync(channel)).ShouldBe(
            (false, "MusicAuth does not trust the certificate of the mail server. The certificate must be valid for "
                + "Notices:Smtp:Host, and come from an authority that this machine trusts."));

        smtp.Mails.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("dora")]
    [InlineData("dora@")]
    [InlineData("@example.org")]
    [InlineData("Dora <dora@example.org>")]
    [InlineData("dora@example.org, alma@example.org")]
    [InlineData("dora@example.org\r\nBcc: alma@example.org")]
    public async Task A_wrong_mail_address_is_refused(string target)
    {
        await using var smtp = new StubSmtpServer();
        await using var broker = await Broker.StartAsync(Settings(smtp, user: null, password: null));
        using var dora = await broker.SignedInAsync("dora", "spotify");

        (await dora.RefusedChannelAsync(new { kind = "email", target })).ShouldContain("target must be a mail address");
    }

    private static Dictionary<string, string?> Settings(StubSmtpServer smtp, string? user, string? password) => new()
    {
        ["Notices:Smtp:Host"] = "127.0.0.1",
        ["Notices:Smtp:Port"] = $"{smtp.Port}",
        ["Notices:Smtp:User"] = user,
        ["Notices:Smtp:Password"] = password,
        ["Notices:Smtp:From"] = "MusicAuth <musicauth@example.org>",
        ["Notices:Smtp:Security"] = "None",
    };
}
