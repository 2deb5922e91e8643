using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Notices.Channels;

/// <summary>The addresses of channels, for a change of the master key.</summary>
internal sealed class ChannelEncryptedStore(ScopedServices scopes, ChannelProtector protector) : IEncryptedStore
{
    private const int BatchSize = 100;

    public string Name => "notice channels";

    // In each value the key id follows the version, which is one byte.
    public async Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken) =>
        await scopes.UseAsync(db => db.Database.SqlQueryRaw<EncryptionKeyUsage>(
            """
            SELECT key_id AS "KeyId", count(*) AS "Values" FROM (
                SELECT substr(address, 2, 8) AS key_id FROM notice_channels) AS addresses
            GROUP BY key_id
            """).ToListAsync(cancellationToken));

    public async Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken)
    {
        var (reencrypted, conflicts) = (0L, 0L);
        List<string> undecryptable = [];
        var last = Guid.Empty;
        while (await ReadAsync(last, cancellationToken) is [.., { } lastOfBatch] batch)
        {
            last = lastOfBatch.Id;
            foreach (var channel in batch)
            {
                var address = protector.Reencrypt(channel);
                if (address is null)
                    undecryptable.Add($"notice channel {channel.Id}");
                else if (ReferenceEquals(address, channel.EncryptedAddress))
                    continue;
                else if (await scopes.UseAsync(db => ReplaceAsync(db, channel, address, cancellationToken)) == 0)
                    conflicts++;
                else
                    reencrypted++;
            }
        }

        return new(reencrypted, conflicts, undecryptable);
    }

    private Task<List<NoticeChannel>> ReadAsync(Guid after, CancellationToken cancellationToken) =>
        scopes.UseAsync(db => db.Set<NoticeChannel>().AsNoTracking()
            .Where(channel => channel.Id.CompareTo(after) > 0).OrderBy(channel => channel.Id)
            .Take(BatchSize).ToListAsync(cancellationToken));

    private static Task<int> ReplaceAsync(
        MusicAuthDb db, NoticeChannel channel, byte[] address, CancellationToken cancellationToken) =>
        db.Set<NoticeChannel>()
            .Where(row => row.Id == channel.Id && row.EncryptedAddress == channel.EncryptedAddress)
            .ExecuteUpdateAsync(row => row.SetProperty(stored => stored.EncryptedAddress, address), cancellationToken);
}
