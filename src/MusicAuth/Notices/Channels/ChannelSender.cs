namespace MusicAuth.Notices.Channels;

/// <summary>Sends a notice through a channel of any kind.</summary>
internal sealed partial class ChannelSender(
    IEnumerable<INoticeChannel> kinds, ChannelProtector protector, TargetGuard guard, NoticeMetrics metrics,
    ILogger<ChannelSender> logger)
{
    private readonly Dictionary<ChannelKind, INoticeChannel> _kinds = kinds.ToDictionary(channel => channel.Kind);

    /// <summary>One attempt. An attempt that fails in any way has a result, so that its retries wait longer.</summary>
    public async Task<SendResult> SendAsync(
        NoticeChannel channel, bool isOwner, NoticeMessage message, CancellationToken cancellationToken)
    {
        var result = protector.TryUnprotect(channel, out var address)
            ? await TrySendAsync(channel, address, isOwner, message, cancellationToken)
            : SendResult.Failed("MusicAuth cannot decrypt this channel. Delete it and add it again.");
        metrics.RecordAttempt(channel.Kind, result.Error is null);
        if (result.Error is not null)
            Log.NotSent(logger, message.Type, channel.Kind, channel.Id);
        return result;
    }

    private async Task<SendResult> TrySendAsync(
        NoticeChannel channel, ChannelAddress address, bool isOwner, NoticeMessage message,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _kinds[channel.Kind].SendAsync(
                address, message, guard.AllowsPrivate(isOwner), cancellationToken);
        }
#pragma warning disable CA1031 // A library can throw any exception because of a target.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Unforeseen(logger, channel.Kind, channel.Id, failure.GetType().FullName ?? failure.GetType().Name);
            return SendResult.Failed("MusicAuth failed to send the notice. The log of MusicAuth names the failure.");
        }
    }

    private static partial class Log
    {
        // The reason can contain the name of the target's host, so only its user sees it.
        [LoggerMessage(13001, LogLevel.Information, "A notice {Type} was not sent by {Kind}, channel {ChannelId}")]
        public static partial void NotSent(ILogger logger, string type, ChannelKind kind, Guid channelId);

        // The text of a failure can contain the responses of a target, and its address.
        [LoggerMessage(13002, LogLevel.Error, "MusicAuth could not send by {Kind}, channel {ChannelId}: the "
            + "unexpected failure {Failure}. MusicAuth sends a notice again later, but not a test. Please report this "
            + "line.")]
        public static partial void Unforeseen(ILogger logger, ChannelKind kind, Guid channelId, string failure);
    }
}
