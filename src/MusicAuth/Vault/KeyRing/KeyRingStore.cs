using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Vault.KeyRing;

/// <summary>Re-encrypts the rows of the key ring. A row contains an encrypted key and a MAC of this instance.</summary>
internal sealed class KeyRingStore(
    PlainSql sql, ScopedServices scopes, DerivedKeySet keys, RollbackCounter rollbackCounter) : IEncryptedStore
{
    public string Name => "key ring";

    public async Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(
        byte[] skippedKey, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(cancellationToken);
        return [.. rows.SelectMany(KeyIdsOf)
            .Where(keyId => !keyId.AsSpan().SequenceEqual(skippedKey))
            .GroupBy(Convert.ToHexString, StringComparer.Ordinal)
            .Select(group => new EncryptionKeyUsage { KeyId = group.First(), Values = group.Count() })];
    }

    public async Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken)
    {
        var (reencrypted, conflicts) = (0, 0);
        List<string> undecryptable = [];
        foreach (var row in await ListAsync(cancellationToken))
        {
            if (Reencrypt(row.Xml) is not { } xml)
                undecryptable.Add(Describe(row));
            else if (xml == row.Xml)
                continue;
            else if (await ReplaceAsync(row, xml, cancellationToken))
                reencrypted++;
            else
                conflicts++;
        }

        return new(reencrypted, conflicts, undecryptable);
    }

    public async Task<IReadOnlyList<string>> FindUndecryptableAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken)).Where(row => Reencrypt(row.Xml) is null).Select(Describe)];

    private static string Describe(KeyRingRow row) => $"key ring row {row.Id}";

    private Task<List<KeyRingRow>> ListAsync(CancellationToken cancellationToken) =>
        sql.ListAsync(KeyRingRow.ListSql, KeyRingRow.Read, cancellationToken);

    private Task<bool> ReplaceAsync(KeyRingRow row, string xml, CancellationToken cancellationToken) =>
        scopes.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var rows = await db.DataProtectionKeys.Where(stored => stored.Id == row.Id && stored.Xml == row.Xml)
                .ExecuteUpdateAsync(stored => stored.SetProperty(key => key.Xml, xml), cancellationToken);
            await rollbackCounter.IncrementAsync(db, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return rows == 1;
        });

    private static IEnumerable<byte[]> KeyIdsOf(KeyRingRow row) =>
        StrictXmlRepository.TryParse(row.Xml) is { } element
            ? ValuesOf(element).Select(value => AesGcmEnvelope.ReadKeyId(Decode(value)))
                .Prepend(KeyRingMac.ReadKeyId(element))
            : [[]];

    /// <returns>The same text where the row is up to date; null where it is undecryptable or not authentic.</returns>
    private string? Reencrypt(string? xml)
    {
        if (StrictXmlRepository.TryParse(xml) is not { } stored || KeyRingMac.Verify(stored, keys) is not { } element)
            return null;

        var isCurrent = KeyRingMac.ReadKeyId(stored).AsSpan().SequenceEqual(keys.Current.Id);
        foreach (var value in ValuesOf(element))
        {
            var blob = Decode(value);
            var renewed = AesGcmEnvelope.Reencrypt(keys, key => key.KeyRing, MasterKeyXmlEncryptor.Context, blob);
            if (renewed is null)
                return null;
            isCurrent &= ReferenceEquals(blob, renewed);
            value.Value = Convert.ToBase64String(renewed);
        }

        return isCurrent ? xml : KeyRingMac.Attach(element, keys.Current).ToString(SaveOptions.DisableFormatting);
    }

    private static IEnumerable<XElement> ValuesOf(XElement element) =>
        element.Descendants("sealedKey").Elements("value");

    private static byte[] Decode(XElement value)
    {
        var blob = new byte[value.Value.Length];
        return Convert.TryFromBase64String(value.Value, blob, out var length) ? blob[..length] : [];
    }
}
