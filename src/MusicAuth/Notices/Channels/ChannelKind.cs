namespace MusicAuth.Notices.Channels;

/// <summary>The service that brings a notice to its user.</summary>
internal enum ChannelKind
{
    Ntfy,
    Gotify,
    Webhook,
    Email,
}
