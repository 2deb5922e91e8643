namespace MusicAuth.Notices.Outbox;

/// <summary>A notice for a user, as it was when it became due.</summary>
internal sealed class Notice
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }

    /// <summary>One of <see cref="NoticeTypes"/>.</summary>
    public required string Type { get; init; }
    public required string Title { get; init; }
    public required string Detail { get; init; }
    public required string ActionUrl { get; init; }
    public bool IsUrgent { get; init; }

    /// <summary>The connections as JSON.</summary>
    public required string Connections { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}
