namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>Something that a user has heard of, other than a stage of a consent.</summary>
internal sealed class NoticeIncident
{
    public Guid UserId { get; init; }

    /// <summary>Names the incident, such as <c>app:spotify:invalid_client</c>.</summary>
    public required string Subject { get; init; }
    public DateTimeOffset LastSeenAt { get; set; }
}
