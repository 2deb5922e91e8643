namespace MusicAuth.Notices.Channels;

/// <summary>The addresses of channels, for a change of the master key.</summary>
internal sealed class ChannelEncryptedStore(ScopedServices scopes, ChannelProtector protector)
    : FieldEncryptedStore<NoticeChannel>(scopes, "notice channels", nameof(NoticeChannel.EncryptedAddress))
{
    protected override Guid IdOf(NoticeChannel row) => row.Id;

    protected override byte[] ValueOf(NoticeChannel row) => row.EncryptedAddress;

    protected override byte[]? Reencrypt(NoticeChannel row) => protector.Reencrypt(row);

    protected override string Describe(NoticeChannel row) => $"notice channel {row.Id}";
}
