namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>The notice in the body of a webhook.</summary>
/// <param name="Title">What has happened, in one line.</param>
/// <param name="Detail">What has happened, and what the user can do.</param>
/// <param name="ActionUrl">The absolute URL that resolves it. It needs no session.</param>
/// <param name="Connections">The connections that the notice is about.</param>
internal sealed record WebhookData(
    string Title, string Detail, string ActionUrl, IReadOnlyList<NoticeConnection> Connections);
