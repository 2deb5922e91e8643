namespace MusicAuth.Notices.Outbox;

/// <summary>A notice on its way through one channel.</summary>
internal sealed class NoticeDelivery
{
    public Guid Id { get; init; }
    public Guid NoticeId { get; init; }
    public Guid ChannelId { get; init; }
    public DeliveryState State { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>
    /// Until when one process sends it, in unix milliseconds of the database's clock, which all processes share; 0
    /// while none does.
    /// </summary>
    public long LeasedUntil { get; set; }
}
