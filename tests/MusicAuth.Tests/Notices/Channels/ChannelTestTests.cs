using System.Net;
using System.Net.Sockets;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Channels;

/// <summary>The test of a channel: each kind with a strict stub, and targets that fail.</summary>
public sealed class ChannelTestTests() : SignedInTest("spotify")
{
    protected override Task<Broker> StartAsync() => Broker.StartAsync(ChannelsOf.PrivateTargets);

    [Theory]
    [InlineData(null)]
    [InlineData(StubNtfy.Token)]
    public async Task Ntfy_takes_a_test_notice(string? token)
    {
        await using var ntfy = await StubNtfy.StartAsync(isProtected: token is not null);
        var channel = await Dora.AddChannelAsync("ntfy", $"{ntfy.Address}/doras-topic", token);

        (await Dora.TestChannelAsync(channel)).ShouldBe((true, "The target has taken the test notice."));

        var request = ntfy.Received.ShouldHaveSingleItem();
        request.Path.ShouldBe("/doras-topic");
        request.Header("Title").ShouldBe("MusicAuth test notice");
        request.Header("Click").ShouldBe($"{Broker.PublicUrl}/");
        var item = (await Dora.ListChannelsAsync()).ShouldHaveSingleItem();
        item.GetProperty("last_sent_at").GetDateTimeOffset()
            .ShouldBe(Broker.Clock.GetUtcNow(), TimeSpan.FromMilliseconds(1));
        item.GetProperty("last_error").GetString().ShouldBeNull();
    }

    [Fact]
    public async Task Ntfy_with_a_wrong_token_is_reported_as_a_failure()
    {
        await using var ntfy = await StubNtfy.StartAsync(isProtected: true);
        var channel = await Dora.AddChannelAsync("ntfy", $"{ntfy.Address}/topic", "wrong");

        await ShouldFailAsync(channel, "The target refuses the secret of this channel (status 403).");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Gotify_takes_a_test_notice(string end)
    {
        await using var gotify = await StubGotify.StartAsync();
        var channel = await Dora.AddChannelAsync("gotify", gotify.Address + end, StubGotify.Token);

        (await Dora.TestChannelAsync(channel)).Ok.ShouldBeTrue();

        gotify.Received.ShouldHaveSingleItem().Json.GetProperty("title").GetString().ShouldBe("MusicAuth test notice");
    }

    [Fact]
    public async Task Webhook_takes_a_signed_test_event()
    {
        await using var hook = await StubServer.StartAsync();
        var channel = await Dora.AddChannelAsync("webhook", $"{hook.Address}/hook?a=b", "the-token");

        (await Dora.TestChannelAsync(channel)).Ok.ShouldBeTrue();

        var request = hook.Received.ShouldHaveSingleItem();
        StandardWebhook.Verify(
            request, channel.GetProperty("signing_secret").GetString()!, Broker.Clock.GetUtcNow());
        request.Header("Authorization").ShouldBe("Bearer the-token");
        request.Header("Content-Type").ShouldBe("application/json; charset=utf-8");
        request.Json.GetProperty("type").GetString().ShouldBe("test");
        request.Json.GetProperty("data").EnumerateObject().Select(member => member.Name)
            .ShouldBe(["title", "detail", "action_url", "connections"]);
        request.Json.GetProperty("data").GetProperty("action_url").GetString().ShouldBe($"{Broker.PublicUrl}/");
    }

    [Theory]
    [InlineData(301, "redirects (status 301), and MusicAuth follows no redirects")]
    [InlineData(302, "redirects (status 302), and MusicAuth follows no redirects")]
    [InlineData(307, "redirects (status 307), and MusicAuth follows no redirects")]
    [InlineData(308, "redirects (status 308), and MusicAuth follows no redirects")]
    [InlineData(401, "refuses the secret of this channel (status 401)")]
    [InlineData(404, "does not exist (status 404)")]
    [InlineData(429, "takes no more notices now (status 429)")]
    [InlineData(500, "answers with the error status 500")]
    public async Task An_error_status_is_reported_and_no_redirect_is_followed(int status, string sentence)
    {
        await using var elsewhere = await StubServer.StartAsync();
        await using var hook = await StubServer.StartAsync((_, context) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Address;
            return Task.CompletedTask;
        });
        var channel = await Dora.AddChannelAsync("webhook", hook.Address);

        await ShouldFailAsync(channel, sentence);

        elsewhere.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_response_of_10_MB_is_reported_and_not_read_completely(bool hasLength)
    {
        var sent = 0L;
        await using var hook = await StubServer.StartAsync(async (_, context) =>
        {
            const int size = 10 * 1024 * 1024;
            if (hasLength)
                context.Response.ContentLength = size;
            var block = new byte[64 * 1024];
            try
            {
                for (; sent < size; sent += block.Length)
                    await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The client has closed the connection.
            }
        });
        var channel = await Dora.AddChannelAsync("webhook", hook.Address);

        await ShouldFailAsync(channel, "The target answers with more than 64 KB");
    }

    [Fact]
    public async Task The_number_of_tests_is_limited()
    {
        await using var hook = await StubServer.StartAsync();
        var channel = await Dora.AddChannelAsync("webhook", hook.Address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            using var answer = await Dora.PostAsync($"/me/channels/{channel.IdOf()}/test", new { });
            return (int)answer.StatusCode;
        }));

        answers.Count(status => status == 429).ShouldBe(20);
        hook.Received.Count.ShouldBe(20);
    }

    [LongFact]
    public async Task A_slow_target_is_reported_after_ten_seconds()
    {
        await using var hook = await StubServer.StartAsync(async (_, context) =>
        {
            await context.Response.Body.WriteAsync("."u8.ToArray());
            await context.Response.Body.FlushAsync();
            await Task.Delay(TimeSpan.FromMinutes(1), context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        var channel = await Dora.AddChannelAsync("webhook", hook.Address);

        await ShouldFailAsync(channel, "The target did not answer within 10 seconds.");
    }

    [Fact]
    public async Task A_target_that_refuses_connections_is_reported()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var channel = await Dora.AddChannelAsync("webhook", $"http://127.0.0.1:{port}/");

        await ShouldFailAsync(channel, "The target refuses connections. Check its port.");
    }

    [Fact]
    public async Task A_target_without_TLS_is_reported()
    {
        await using var hook = await StubServer.StartAsync();
        var channel = await Dora.AddChannelAsync("webhook", hook.Address.Replace("http:", "https:"));

        var (ok, detail) = await Dora.TestChannelAsync(channel);

        ok.ShouldBeFalse();
        detail.ShouldNotContain("Exception");
        detail.ShouldEndWith(".");
    }

    private async Task ShouldFailAsync(System.Text.Json.JsonElement channel, string sentence)
    {
        var (ok, detail) = await Dora.TestChannelAsync(channel);

        ok.ShouldBeFalse();
        detail.ShouldContain(sentence);
        var item = (await Dora.ListChannelsAsync()).ShouldHaveSingleItem();
        item.GetProperty("last_error").GetString().ShouldBe(detail);
        item.GetProperty("last_sent_at").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        Broker.Log.All.Where(entry => entry.Contains(channel.GetProperty("target").GetString()!)).ShouldBeEmpty();
    }
}
