namespace MusicAuth.Notices.Channels;

/// <summary>Sends test notices, a limited number a minute, so that a user cannot flood a mailbox or a server.</summary>
internal sealed class ChannelTest(ChannelSender sender, PublicAddress address, TimeProvider time)
{
    private const int PerMinute = 20;

    private readonly TokenBuckets<Guid> _limiter = new(PerMinute, TimeProvider.System);

    /// <exception cref="ProblemException">rate_limited.</exception>
    public async Task<SendResult> SendAsync(NoticeChannel channel, bool isOwner, CancellationToken cancellationToken)
    {
        if (_limiter.TryAcquire(channel.UserId) is { } wait)
            throw new ProblemException(ProblemCode.RateLimited, $"You can send {PerMinute} tests a minute.")
            {
                RetryAfter = wait,
            };
        var now = time.GetUtcNow();
        var message = new NoticeMessage(
            Guid.CreateVersion7(now), NoticeTypes.Test, "MusicAuth test notice",
            "This is a test. Notices about your music services will arrive here.", address.Absolute("/"), now, []);
        return await sender.SendAsync(channel, isOwner, message, cancellationToken);
    }
}
