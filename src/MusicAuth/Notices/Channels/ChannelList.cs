namespace MusicAuth.Notices.Channels;

/// <summary>The channels of the user, the oldest first.</summary>
internal sealed record ChannelList(IReadOnlyList<ChannelInfo> Items);
