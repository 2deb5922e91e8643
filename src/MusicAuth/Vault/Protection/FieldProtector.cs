using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Vault.Protection;

/// <summary>Encrypts secrets for one field of the database. A value copied to another field is undecryptable.</summary>
internal sealed partial class FieldProtector(DerivedKeySet keySet, ILogger<FieldProtector> logger)
{
    public byte[] Protect(ProtectedField field, ReadOnlySpan<byte> secret) =>
        AesGcmEnvelope.Encrypt(keySet.Current, keys => keys.Fields, field.ToAssociatedData(), secret);

    public byte[] Protect(ProtectedField field, string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        try
        {
            return Protect(field, bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <returns>False for a damaged value, a value of another field and a missing key alike.</returns>
    public bool TryUnprotect(ProtectedField field, ReadOnlySpan<byte> blob, [NotNullWhen(true)] out string? secret)
    {
        secret = null;
        if (!TryUnprotectBytes(field, blob, out var bytes))
            return false;

        secret = Encoding.UTF8.GetString(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    /// <summary>Like <see cref="TryUnprotect"/>. Clear the array after use.</summary>
    public bool TryUnprotectBytes(ProtectedField field, ReadOnlySpan<byte> blob, [NotNullWhen(true)] out byte[]? secret)
    {
        if (AesGcmEnvelope.TryDecrypt(keySet, keys => keys.Fields, field.ToAssociatedData(), blob, out secret))
            return true;

        Log.Undecryptable(logger, field.Table, field.Column, field.RowId);
        return false;
    }

    public byte[]? Reencrypt(ProtectedField field, byte[] blob) =>
        AesGcmEnvelope.Reencrypt(keySet, keys => keys.Fields, field.ToAssociatedData(), blob);

    public static byte[] ReadKeyId(ReadOnlySpan<byte> blob) => AesGcmEnvelope.ReadKeyId(blob);

    public bool HasKeyFor(ReadOnlySpan<byte> blob) => keySet.Find(AesGcmEnvelope.ReadKeyId(blob)) is not null;

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Error, "MusicAuth cannot decrypt {Table}.{Column} of row {RowId}: the value is "
            + "damaged, belongs to another row, or is encrypted with another master key.")]
        public static partial void Undecryptable(ILogger logger, string table, string column, Guid rowId);
    }
}
