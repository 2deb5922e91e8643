namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>A notice for one channel.</summary>
/// <param name="Id">The id of the delivery. A retry has the same one.</param>
/// <param name="Type">One of <see cref="NoticeTypes"/>.</param>
/// <param name="Title">One line of ASCII.</param>
/// <param name="Detail">What has happened, and what the user can do.</param>
/// <param name="ActionUrl">The absolute URL that resolves it.</param>
/// <param name="IsUrgent">Whether the phone of the user should ring.</param>
internal sealed record NoticeMessage(
    Guid Id, string Type, string Title, string Detail, string ActionUrl, DateTimeOffset CreatedAt,
    IReadOnlyList<NoticeConnection> Connections, bool IsUrgent = false);
