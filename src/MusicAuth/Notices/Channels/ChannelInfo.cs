using System.Text.Json;

namespace MusicAuth.Notices.Channels;

/// <summary>A channel without its secrets. Times are RFC 3339 in UTC.</summary>
/// <param name="Target">The address of the topic, of the server or of the hook, or a mail address.</param>
/// <param name="LastSentAt">When the channel last took a notice.</param>
/// <param name="LastError">Why the last attempt failed; null after a success.</param>
internal sealed record ChannelInfo(
    Guid Id, ChannelKind Kind, string Target, DateTimeOffset CreatedAt, DateTimeOffset? LastSentAt, string? LastError)
{
    private const string Undecryptable =
        "MusicAuth cannot decrypt this channel, because the master key has changed. Delete it and add it again.";

    /// <summary>The kind as on the wire.</summary>
    internal static string NameOf(ChannelKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    /// <param name="channel">The row.</param>
    /// <param name="address">Null where no key decrypts it.</param>
    internal static ChannelInfo Of(NoticeChannel channel, ChannelAddress? address) => new(
        channel.Id, channel.Kind, address?.Target ?? "", channel.CreatedAt, channel.LastSentAt,
        address is null ? Undecryptable : channel.LastError);
}
