namespace MusicAuth.Notices.Channels;

/// <summary>A new channel.</summary>
/// <param name="SigningSecret">
/// The key that verifies the signatures of a webhook, as <c>whsec_…</c>; null for other kinds. No other response
/// contains it.
/// </param>
internal sealed record CreatedChannel(
    Guid Id, ChannelKind Kind, string Target, DateTimeOffset CreatedAt, DateTimeOffset? LastSentAt, string? LastError,
    string? SigningSecret)
{
    internal static CreatedChannel Of(NoticeChannel channel, ChannelAddress address) => new(
        channel.Id, channel.Kind, address.Target, channel.CreatedAt, channel.LastSentAt, channel.LastError,
        address.SigningSecret);

    // The ToString of a record would print the secret.
    public override string ToString() => $"{Id} ***";
}
