using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>A webhook in the form of Standard Webhooks.</summary>
internal sealed class WebhookChannel(NoticeHttpClient http, TimeProvider time) : INoticeChannel
{
    private static readonly JsonSerializerOptions Json = JsonConventions.Create();

    public ChannelKind Kind => ChannelKind.Webhook;

    public async Task<SendResult> SendAsync(
        ChannelAddress address, NoticeMessage message, bool allowPrivate, CancellationToken cancellationToken)
    {
        var id = $"msg_{message.Id:N}";
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString();
        var body = JsonSerializer.Serialize(
            new WebhookEvent(
                message.Type, message.CreatedAt,
                new WebhookData(message.Title, message.Detail, message.ActionUrl, message.Connections)),
            Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, address.Target)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add(
            "webhook-signature", WebhookSignature.Sign(address.SigningSecret!, id, timestamp, body));
        if (address.Secret is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, allowPrivate, cancellationToken);
    }
}
