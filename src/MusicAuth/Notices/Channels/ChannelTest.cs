using System.Threading.RateLimiting;

namespace MusicAuth.Notices.Channels;

/// <summary>Sends test notices, a limited number a minute, so that a user cannot flood a mailbox or a server.</summary>
internal sealed class ChannelTest(ChannelSender sender, PublicAddress address, TimeProvider time) : IDisposable
{
    private const int PerMinute = 20;

    private readonly PartitionedRateLimiter<Guid> _limiter = PartitionedRateLimiter.Create<Guid, Guid>(userId =>
        RateLimitPartition.GetFixedWindowLimiter(userId, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = PerMinute,
            Window = TimeSpan.FromMinutes(1),
        }));

    /// <exception cref="ProblemException">rate_limited.</exception>
    public async Task<SendResult> SendAsync(NoticeChannel channel, bool isOwner, CancellationToken cancellationToken)
    {
        using var lease = _limiter.AttemptAcquire(channel.UserId);
        if (!lease.IsAcquired)
            throw new ProblemException(ProblemCode.RateLimited, $"You can send {PerMinute} tests a minute.")
            {
                RetryAfter = TimeSpan.FromMinutes(1),
            };
        var now = time.GetUtcNow();
        var message = new NoticeMessage(
            Guid.CreateVersion7(now), NoticeTypes.Test, "MusicAuth test notice",
            "This is a test. Notices about your music services will arrive here.", address.Absolute("/"), now, []);
        return await sender.SendAsync(channel, isOwner, message, cancellationToken);
    }

    public void Dispose() => _limiter.Dispose();
}
