namespace MusicAuth.Notices.Channels;

/// <summary>The result of a test of a channel.</summary>
/// <param name="Ok">Whether the target has taken the test notice.</param>
/// <param name="Detail">What happened, for users.</param>
internal sealed record ChannelTestResult(bool Ok, string Detail);
