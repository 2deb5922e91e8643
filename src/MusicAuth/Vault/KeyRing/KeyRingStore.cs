using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Vault.KeyRing;

/// <summary>The rows of the key ring: each holds a wrapped key, and the mark that this instance put it there.</summary>
internal sealed class KeyRingStore(ScopedServices scopes, DerivedKeySet vault, RollbackCounter highWater) : IEncryptedStore
{
    public string Name => "key ring";

    public async Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken)
    {
        var rows = await ListAsync(cancellationToken);
        return [.. rows.SelectMany(KeyIdsOf).GroupBy(Convert.ToHexString, StringComparer.Ordinal)
            .Select(group => new EncryptionKeyUsage { KeyId = group.First(), Values = group.Count() })];
    }

    public async Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken)
    {
        var (resealed, overtaken) = (0, 0);
        List<string> unreadable = [];
        foreach (var row in await ListAsync(cancellationToken))
        {
            if (Reseal(row.Xml) is not { } xml)
                unreadable.Add($"key ring row {row.Id}");
            else if (xml == row.Xml)
                continue;
            else if (await ReplaceAsync(row, xml, cancellationToken))
                resealed++;
            else
                overtaken++;
        }

        return new(resealed, overtaken, unreadable);
    }

    private Task<List<DataProtectionKey>> ListAsync(CancellationToken cancellationToken) => scopes.UseAsync(db =>
        db.DataProtectionKeys.AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken));

    private Task<bool> ReplaceAsync(DataProtectionKey row, string xml, CancellationToken cancellationToken) =>
        scopes.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var rows = await db.DataProtectionKeys.Where(there => there.Id == row.Id && there.Xml == row.Xml)
                .ExecuteUpdateAsync(there => there.SetProperty(key => key.Xml, xml), cancellationToken);
            await highWater.IncrementAsync(db, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return rows == 1;
        });

    private IEnumerable<byte[]> KeyIdsOf(DataProtectionKey row) => StrictXmlRepository.TryParse(row.Xml) is { } element
        ? [KeyRingMac.ReadKeyId(element), .. Wrapped(element).Select(value => AesGcmEnvelope.ReadKeyId(BlobOf(value)))]
        : [[]];

    // The text as it stands where nothing is to do; null where it does not open or is not ours.
    private string? Reseal(string? xml)
    {
        if (StrictXmlRepository.TryParse(xml) is not { } marked || KeyRingMac.Verify(marked, vault) is not { } element)
            return null;

        var isCurrent = KeyRingMac.ReadKeyId(marked).AsSpan().SequenceEqual(vault.Current.Id);
        foreach (var value in Wrapped(element))
        {
            var blob = BlobOf(value);
            if (AesGcmEnvelope.Reencrypt(vault, keys => keys.KeyRing, MasterKeyXmlEncryptor.Context, blob) is not { } renewed)
                return null;
            isCurrent &= ReferenceEquals(blob, renewed);
            value.Value = Convert.ToBase64String(renewed);
        }

        return isCurrent ? xml : KeyRingMac.Attach(element, vault.Current).ToString(SaveOptions.DisableFormatting);
    }

    private static IEnumerable<XElement> Wrapped(XElement element) =>
        element.Descendants("sealedKey").Elements("value");

    private static byte[] BlobOf(XElement value)
    {
        try
        {
            return Convert.FromBase64String(value.Value);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
