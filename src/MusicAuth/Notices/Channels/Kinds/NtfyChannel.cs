using System.Net.Http.Headers;
using System.Text;

namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>ntfy: https://docs.ntfy.sh/publish/</summary>
internal sealed class NtfyChannel(NoticeHttpClient http) : INoticeChannel
{
    // ntfy makes an attachment of a longer text, and refuses it where attachments are off.
    private const int MaxBytes = 4096;
    private const string Shortened = "\nMusicAuth has shortened this text. Open the link to see more.";

    public ChannelKind Kind => ChannelKind.Ntfy;

    public async Task<SendResult> SendAsync(
        ChannelAddress address, NoticeMessage message, bool allowPrivate, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address.Target)
        {
            Content = new StringContent(Shorten(message.Detail)),
        };
        request.Headers.Add("Title", message.Title);
        request.Headers.Add("Click", message.ActionUrl);
        request.Headers.Add("Priority", message.IsUrgent ? "4" : "3");
        if (address.Secret is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, allowPrivate, cancellationToken);
    }

    private static string Shorten(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MaxBytes)
            return text;
        var free = MaxBytes - Encoding.UTF8.GetByteCount(Shortened);
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            free -= rune.Utf8SequenceLength;
            if (free < 0)
                break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length] + Shortened;
    }
}
