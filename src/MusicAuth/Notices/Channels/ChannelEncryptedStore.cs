namespace MusicAuth.Notices.Channels;

/// <summary>The addresses of channels, for a change of the master key.</summary>
internal sealed class ChannelEncryptedStore(PlainSql sql, ScopedServices scopes, ChannelProtector protector)
    : FieldEncryptedStore<NoticeChannel>(
        sql, scopes, "notice channels", NoticeChannelMapping.Table, NoticeChannelMapping.AddressColumn,
        nameof(NoticeChannel.EncryptedAddress))
{
    protected override Guid IdOf(NoticeChannel row) => row.Id;

    protected override byte[] ValueOf(NoticeChannel row) => row.EncryptedAddress;

    protected override byte[]? Reencrypt(NoticeChannel row) => protector.Reencrypt(row);

    protected override string Describe(NoticeChannel row) => $"notice channel {row.Id}";
}
