using System.Net;
using System.Text.Json;
using MusicAuth.Notices.Channels;
using MusicAuth.Notices.Channels.Kinds;
using Shouldly;

namespace MusicAuth.EndToEnd.Clients;

/// <summary>A webhook as the npm library standardwebhooks receives it.</summary>
public sealed class StandardWebhooksTests
{
    [LongFact]
    public async Task The_public_library_accepts_a_webhook_and_refuses_a_changed_one()
    {
        NodeScript.Require();
        var secret = WebhookSignature.CreateSecret();
        using var sent = new Capture();
        var channel = new WebhookChannel(new NoticeHttpClient(sent), TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();

        var result = await channel.SendAsync(
            new ChannelAddress("https://example.org/hook", Secret: null, secret),
            new NoticeMessage(
                Guid.CreateVersion7(now), NoticeTypes.ConsentEnding, "Title", "Détail “quoted”",
                "https://example.org/", now, [new NoticeConnection("spotify", "dora", now.AddDays(7), 7)]),
            allowPrivate: false, CancellationToken.None);

        result.Error.ShouldBeNull();
        var webhook = JsonSerializer.Serialize(new { secret, headers = sent.Headers, body = sent.Body });
        var (code, output) = await NodeScript.RunToEndAsync(["standard-webhooks.js", webhook]);
        code.ShouldBe(0, output);
        var received = JsonElement.Parse(output);
        received.GetProperty("type").GetString().ShouldBe("consent.ending");
        received.GetProperty("provider").GetString().ShouldBe("spotify");
        received.GetProperty("refuses_another_text").GetBoolean().ShouldBeTrue();
        received.GetProperty("refuses_another_id").GetBoolean().ShouldBeTrue();
    }

    private sealed class Capture : HttpMessageHandler, IHttpClientFactory
    {
        public Dictionary<string, string> Headers { get; } = [];

        public string Body { get; private set; } = "";

        public HttpClient CreateClient(string name) => new CapturedClient(this);

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            foreach (var header in request.Headers)
                Headers[header.Key] = string.Join(' ', header.Value);
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }

        private sealed class CapturedClient(HttpMessageHandler handler) : HttpClient(handler, disposeHandler: false);
    }
}
