namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>The body of a webhook.</summary>
/// <param name="Type">
/// <c>consent.ending</c>, <c>consent.ended</c>, <c>consent.renewed</c>, <c>app.unhealthy</c>, <c>key.flagged</c> or
/// <c>test</c>.
/// </param>
/// <param name="Timestamp">When MusicAuth made the notice.</param>
internal sealed record WebhookEvent(string Type, DateTimeOffset Timestamp, WebhookData Data);
