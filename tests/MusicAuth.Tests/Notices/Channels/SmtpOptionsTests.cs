using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Channels;

/// <summary>MusicAuth does not start with invalid settings of the mail server.</summary>
public sealed class SmtpOptionsTests
{
    private const string Host = "--Notices:Smtp:Host=smtp.example.org";
    private const string From = "--Notices:Smtp:From=MusicAuth <musicauth@example.org>";

    [Theory]
    [InlineData("Notices:Smtp:Port must be a whole number from 1 to 65535.", "--Notices:Smtp:Port=0")]
    [InlineData("Notices:Smtp:Port must be a whole number from 1 to 65535.", "--Notices:Smtp:Port=65536")]
    [InlineData("Notices:Smtp:User and Notices:Smtp:Password must be set together.", "--Notices:Smtp:User=dora")]
    [InlineData("Notices:Smtp:User and Notices:Smtp:Password must be set together.", "--Notices:Smtp:Password=xyz")]
    [InlineData("Notices:Smtp:From must be the mail address that notices come from", "--Notices:Smtp:From=")]
    [InlineData("Notices:Smtp:From must be the mail address that notices come from", "--Notices:Smtp:From=no address@")]
    [InlineData("Notices:Smtp:From must be the mail address that notices come from", "--Notices:Smtp:From=musicauth")]
    public async Task An_invalid_setting_is_reported_in_one_line(string sentence, string setting)
    {
        string[] others = [.. new[] { Host, From }.Where(other => NameOf(other) != NameOf(setting))];

        var result = await InProcessCommand.RunAsync(["config", "check", .. others, setting]);

        result.ExitCode.ShouldBe(1);
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain(sentence);
        result.Error.ShouldNotContain("xyz");
    }

    [Theory]
    [InlineData(Host, From)]
    [InlineData(Host, From, "--Notices:Smtp:User=dora", "--Notices:Smtp:Password=secret", "--Notices:Smtp:Port=465")]
    [InlineData("--Notices:Smtp:Port=0", "--Notices:Smtp:User=dora")]
    public async Task Complete_settings_and_settings_without_a_host_are_valid(params string[] settings) =>
        (await InProcessCommand.RunAsync(["config", "check", .. settings])).ExitCode.ShouldBe(0);

    private static string NameOf(string argument) => argument.Split('=')[0];
}
