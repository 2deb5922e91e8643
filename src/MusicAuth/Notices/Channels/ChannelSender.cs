namespace MusicAuth.Notices.Channels;

/// <summary>Sends a notice through a channel, whatever its kind.</summary>
internal sealed partial class ChannelSender(
    IEnumerable<INoticeChannel> kinds, ChannelProtector protector, TargetGuard guard, NoticeMetrics metrics,
    ILogger<ChannelSender> logger)
{
    private readonly Dictionary<ChannelKind, INoticeChannel> _kinds = kinds.ToDictionary(channel => channel.Kind);

    /// <summary>One attempt. It never throws for a target that fails.</summary>
    public async Task<SendResult> SendAsync(
        NoticeChannel channel, bool isOwner, NoticeMessage message, CancellationToken cancellationToken)
    {
        var result = protector.TryUnprotect(channel, out var address)
            ? await _kinds[channel.Kind].SendAsync(
                address, message, guard.AllowsPrivate(isOwner), cancellationToken)
            : SendResult.Failed("MusicAuth cannot decrypt this channel. Delete it and add it again.");
        metrics.RecordAttempt(channel.Kind, result.Error is null);
        if (result.Error is not null)
            Log.NotSent(logger, message.Type, channel.Kind, channel.Id);
        return result;
    }

    private static partial class Log
    {
        // The reason can contain the name of the target's host, so only its user sees it.
        [LoggerMessage(13001, LogLevel.Information, "A notice {Type} was not sent by {Kind}, channel {ChannelId}")]
        public static partial void NotSent(ILogger logger, string type, ChannelKind kind, Guid channelId);
    }
}
