namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>A connection that a notice is about.</summary>
internal sealed record NoticeConnection(
    string Provider, string AccountId, DateTimeOffset? ReauthorizeBy, int? DaysLeft);
