namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>The body of a webhook.</summary>
/// <param name="Type">One of <see cref="NoticeTypes"/>.</param>
/// <param name="Timestamp">When MusicAuth made the notice.</param>
internal sealed record WebhookEvent(string Type, DateTimeOffset Timestamp, WebhookData Data);
