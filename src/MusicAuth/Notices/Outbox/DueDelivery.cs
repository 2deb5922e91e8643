namespace MusicAuth.Notices.Outbox;

/// <summary>A delivery that can be sent now.</summary>
/// <param name="Attempts">The attempts before. Of several processes that have read it, one can claim it.</param>
internal readonly record struct DueDelivery(Guid Id, int Attempts);
