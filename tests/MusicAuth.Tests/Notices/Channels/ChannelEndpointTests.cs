using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Channels;

public sealed class ChannelEndpointTests() : SignedInTest("spotify")
{
    protected override Task<Broker> StartAsync() => Broker.StartAsync(ChannelsOf.PrivateTargets);

    [Fact]
    public async Task A_channel_is_listed_without_its_secrets()
    {
        var created = await Dora.AddChannelAsync("webhook", "https://hooks.example.org/1?key=abc", "planted-token");

        created.GetProperty("signing_secret").GetString().ShouldStartWith("whsec_");
        var (_, text) = await ReadListAsync();
        text.ShouldNotContain("whsec_");
        text.ShouldNotContain("planted-token");
        var item = JsonElement.Parse(text).GetProperty("items")[0];
        item.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["id", "kind", "target", "created_at", "last_sent_at", "last_error"]);
        item.GetProperty("kind").GetString().ShouldBe("webhook");
        item.GetProperty("target").GetString().ShouldBe("https://hooks.example.org/1?key=abc");
        item.GetProperty("last_sent_at").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_audit_log_has_channels_and_failed_tests_without_their_targets()
    {
        await using var server = await Stubs.StubServer.StartAsync();
        server.RespondWith(500);
        var channel = await Dora.AddChannelAsync("webhook", $"{server.Address}/planted-path");
        (await Dora.TestChannelAsync(channel)).Ok.ShouldBeFalse();
        using (await Dora.SendAsync(HttpMethod.Delete, $"/me/channels/{channel.IdOf()}"))
            await Broker.FlushAsync();

        foreach (var (kind, outcome) in new[]
        {
            ("channel_added", "ok"), ("channel_test_failed", "not_delivered"), ("channel_removed", "ok"),
        })
        {
            var entry = (await Broker.AuditEntriesAsync(Dora, $"?kind={kind}")).ShouldHaveSingleItem();
            entry.GetProperty("data").GetString().ShouldBe("webhook");
            entry.GetProperty("outcome").GetString().ShouldBe(outcome);
        }

        Broker.Database.Bytes().ShouldNotContain("planted-path");
    }

    [Fact]
    public async Task Only_a_webhook_has_a_signing_secret()
    {
        (await Dora.AddChannelAsync("ntfy", "https://ntfy.sh/topic")).GetProperty("signing_secret").ValueKind
            .ShouldBe(JsonValueKind.Null);
        (await Dora.AddChannelAsync("gotify", "https://gotify.example.org", "token")).GetProperty("signing_secret")
            .ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Nothing_of_a_channel_is_in_the_database_in_plain_text()
    {
        var created = await Dora.AddChannelAsync("webhook", "https://hooks.example.org/planted-path", "planted-token");

        var bytes = Broker.Database.Bytes();
        bytes.ShouldNotContain("planted-path");
        bytes.ShouldNotContain("planted-token");
        bytes.ShouldNotContain(created.GetProperty("signing_secret").GetString()!["whsec_".Length..]);
    }

    [Theory]
    [InlineData("sms", "https://example.org", null, "kind must be ntfy, gotify, webhook or email.")]
    [InlineData("Ntfy", "https://ntfy.sh/topic", null, "kind must be ntfy, gotify, webhook or email.")]
    [InlineData(null, "https://ntfy.sh/topic", null, "kind must be ntfy, gotify, webhook or email.")]
    [InlineData("ntfy", null, null, "target must be the address of a topic")]
    [InlineData("ntfy", "https://ntfy.sh/", null, "target contains no topic.")]
    [InlineData("ntfy", "ntfy.sh/topic", null, "target must be the address of a topic")]
    [InlineData("webhook", "ftp://example.org/", null, "target must be the address of a hook")]
    [InlineData("webhook", "file:///etc/passwd", null, "target must be the address of a hook")]
    [InlineData("webhook", "https://dora:pw@example.org/", null, "without a user name")]
    [InlineData("webhook", "https://example.org/#x", null, "without a user name, a password or a fragment")]
    [InlineData("webhook", "https://example.org/", "two words", "secret must have at most 500 ASCII characters")]
    [InlineData("webhook", "https://example.org/", "a\r\nX-Evil: 1", "secret must have at most 500 ASCII characters")]
    [InlineData("gotify", "https://gotify.example.org", null, "secret must be the token of an application in Gotify.")]
    [InlineData("email", "dora@example.org", null, "Its operator sets Notices:Smtp:Host.")]
    public async Task The_problem_of_an_invalid_channel_explains_the_reason(
        string? kind, string? target, string? secret, string sentence)
    {
        var refused = await Dora.RefusedChannelAsync(new { kind, target, secret });

        refused.ShouldStartWith("invalid_parameter: ");
        refused.ShouldContain(sentence);
        (await Dora.ListChannelsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_name_that_cannot_exist_is_400_for_users_with_and_without_private_targets()
    {
        await using var strict = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Notices:AllowPrivateTargets"] = "Nobody" });
        using var alma = await strict.SignedInAsync("alma", "spotify");
        // The first name is too long. A part of the second one is, once it is in ASCII.
        var hosts = new[] { string.Concat(Enumerable.Repeat("a.", 130)) + "com", new string('ü', 59) + ".com" };
        foreach (var host in hosts)
        {
            foreach (var browser in new[] { Dora, alma })
            {
                (await browser.RefusedChannelAsync(new { kind = "webhook", target = $"https://{host}/hook" }))
                    .ShouldStartWith("invalid_parameter: target ");
                (await browser.ListChannelsAsync()).ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public async Task The_eleventh_channel_is_refused_even_if_all_are_added_concurrently()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 14).Select(async i =>
        {
            using var answer = await Dora.PostAsync(
                "/me/channels", new { kind = "ntfy", target = $"https://ntfy.sh/{i}" });
            return answer.StatusCode;
        }));

        answers.Count(status => status == HttpStatusCode.Created).ShouldBe(10);
        answers.Count(status => status == HttpStatusCode.Conflict).ShouldBe(4);
        (await Dora.RefusedChannelAsync(
            new { kind = "ntfy", target = "https://ntfy.sh/last" }, HttpStatusCode.Conflict))
            .ShouldStartWith("limit_reached: You already have 10 channels");
        using var deleted = await Dora.SendAsync(
            HttpMethod.Delete, $"/me/channels/{(await Dora.ListChannelsAsync())[0].IdOf()}");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Dora.AddChannelAsync("ntfy", "https://ntfy.sh/last");
    }

    [Fact]
    public async Task A_deletion_increments_the_rollback_counter_so_that_an_older_copy_is_detected()
    {
        var channel = await Dora.AddChannelAsync("ntfy", "https://ntfy.sh/doras");
        var before = Convert.ToInt64(Broker.Database.Scalar("SELECT commits FROM meta"));

        using var deleted = await Dora.SendAsync(HttpMethod.Delete, $"/me/channels/{channel.IdOf()}");

        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Convert.ToInt64(Broker.Database.Scalar("SELECT commits FROM meta")).ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_channel_of_another_user_does_not_exist()
    {
        var channel = await Dora.AddChannelAsync("ntfy", "https://ntfy.sh/doras");
        using var alma = await Broker.SignedInAsync("alma", "spotify");

        (await alma.ListChannelsAsync()).ShouldBeEmpty();
        foreach (var (method, path) in new[] { (HttpMethod.Delete, ""), (HttpMethod.Post, "/test") })
        {
            using var answer = await alma.SendAsync(method, $"/me/channels/{channel.IdOf()}{path}");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await Dora.ListChannelsAsync()).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_cannot_use_channels()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["connections:read"]));

        using var answer = await app.GetAsync("/me/channels");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_channels_are_removed_with_their_user()
    {
        await Dora.AddChannelAsync("ntfy", "https://ntfy.sh/doras");
        Broker.Database.Count("notice_channels").ShouldBe(1);

        Broker.Database.Execute("PRAGMA foreign_keys = ON; DELETE FROM users");

        Broker.Database.Count("notice_channels").ShouldBe(0);
    }

    private async Task<(HttpStatusCode, string)> ReadListAsync()
    {
        using var answer = await Dora.Client.GetAsync("/me/channels");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
