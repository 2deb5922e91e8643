namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>The types of notices, as webhooks name them.</summary>
internal static class NoticeTypes
{
    public const string ConsentEnding = "consent.ending";
    public const string ConsentEnded = "consent.ended";
    public const string ConsentRenewed = "consent.renewed";
    public const string AppUnhealthy = "app.unhealthy";
    public const string KeyFlagged = "key.flagged";
    public const string Test = "test";
}
