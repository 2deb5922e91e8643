using System.Net.Http.Headers;

namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>ntfy: https://docs.ntfy.sh/publish/</summary>
internal sealed class NtfyChannel(NoticeHttpClient http) : INoticeChannel
{
    public ChannelKind Kind => ChannelKind.Ntfy;

    public async Task<SendResult> SendAsync(
        ChannelAddress address, NoticeMessage message, bool allowPrivate, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address.Target)
        {
            Content = new StringContent(message.Detail),
        };
        request.Headers.Add("Title", message.Title);
        request.Headers.Add("Click", message.ActionUrl);
        request.Headers.Add("Priority", message.IsUrgent ? "4" : "3");
        if (address.Secret is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, allowPrivate, cancellationToken);
    }
}
