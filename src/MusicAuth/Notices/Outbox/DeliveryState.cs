namespace MusicAuth.Notices.Outbox;

internal enum DeliveryState
{
    Pending,
    Sent,

    /// <summary>The target did not take the notice for a day.</summary>
    Parked,
}
