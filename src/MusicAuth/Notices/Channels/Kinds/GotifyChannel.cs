using System.Text.Json;
using System.Text.Json.Serialization;

namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>Gotify: https://gotify.net/docs/pushmsg</summary>
internal sealed class GotifyChannel(NoticeHttpClient http) : INoticeChannel
{
    public ChannelKind Kind => ChannelKind.Gotify;

    public async Task<SendResult> SendAsync(
        ChannelAddress address, NoticeMessage message, bool allowPrivate, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{address.Target.TrimEnd('/')}/message")
        {
            Content = JsonContent.Create(new Message(
                message.Title, $"{message.Detail}\n\n{message.ActionUrl}", message.IsUrgent ? 8 : 5,
                new Extras(new Notification(new Click(message.ActionUrl)))), options: JsonSerializerOptions.Web),
        };
        request.Headers.Add("X-Gotify-Key", address.Secret);
        return await http.SendAsync(request, allowPrivate, cancellationToken);
    }

    private sealed record Message(
        string Title, [property: JsonPropertyName("message")] string Text, int Priority, Extras Extras);

    private sealed record Extras([property: JsonPropertyName("client::notification")] Notification Notification);

    private sealed record Notification(Click Click);

    private sealed record Click(string Url);
}
