namespace MusicAuth.Notices.Channels;

/// <summary>Sends a test notice.</summary>
internal sealed class ChannelTest(ChannelSender sender, PublicAddress address, TimeProvider time)
{
    public Task<SendResult> SendAsync(NoticeChannel channel, bool isOwner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var message = new NoticeMessage(
            Guid.CreateVersion7(now), NoticeTypes.Test, "MusicAuth test notice",
            "This is a test. Notices about your music services will arrive here.", address.Absolute("/"), now, []);
        return sender.SendAsync(channel, isOwner, message, cancellationToken);
    }
}
