namespace MusicAuth.Notices.Channels;

/// <summary>A way in which a user gets notices.</summary>
internal sealed class NoticeChannel
{
    public const int MaxErrorLength = 300;

    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public ChannelKind Kind { get; init; }

    /// <summary>A <see cref="ChannelAddress"/> as JSON.</summary>
    public byte[] EncryptedAddress { get; set; } = [];
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastSentAt { get; set; }

    /// <summary>Why the last attempt failed, for the user; null after a success.</summary>
    public string? LastError { get; set; }
}
