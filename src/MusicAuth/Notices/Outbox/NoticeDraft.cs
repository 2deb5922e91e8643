namespace MusicAuth.Notices.Outbox;

/// <summary>A notice that is due.</summary>
/// <param name="Type">One of <see cref="NoticeTypes"/>.</param>
internal sealed record NoticeDraft(
    Guid UserId, string Type, string Title, string Detail, string ActionUrl, bool IsUrgent,
    IReadOnlyList<NoticeConnection> Connections);
