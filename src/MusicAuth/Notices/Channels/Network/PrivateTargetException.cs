namespace MusicAuth.Notices.Channels.Network;

/// <summary>The name of a target leads to a private network. The message is for users.</summary>
internal sealed class PrivateTargetException(string message) : Exception(message);
