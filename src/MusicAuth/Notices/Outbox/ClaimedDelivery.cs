namespace MusicAuth.Notices.Outbox;

/// <summary>A delivery that only this process sends, until its lease ends.</summary>
internal sealed record ClaimedDelivery(
    NoticeDelivery Delivery, Notice Notice, NoticeChannel Channel, bool IsOwner);
