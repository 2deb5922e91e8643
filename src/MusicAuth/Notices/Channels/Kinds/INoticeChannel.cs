namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>Sends notices through one kind of channel.</summary>
internal interface INoticeChannel
{
    ChannelKind Kind { get; }

    /// <summary>One attempt of at most ten seconds. It never throws for a target that fails.</summary>
    /// <param name="address">Where the channel leads.</param>
    /// <param name="message">The notice.</param>
    /// <param name="allowPrivate">Whether the target can be in a private network.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    Task<SendResult> SendAsync(
        ChannelAddress address, NoticeMessage message, bool allowPrivate, CancellationToken cancellationToken);
}
