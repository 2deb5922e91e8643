using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Vault.Protection;

/// <summary>Seals secrets for one place in the database. A value moved to another place does not open there.</summary>
public sealed partial class FieldProtector(DerivedKeySet vault, ILogger<FieldProtector> logger)
{
    public byte[] Protect(ProtectedField field, ReadOnlySpan<byte> secret) =>
        AesGcmEnvelope.Encrypt(vault.Current, keys => keys.Fields, field.ToAssociatedData(), secret);

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

    /// <summary>False where it was damaged, moved, or sealed under a key that is gone, all alike.</summary>
    public bool TryUnprotect(ProtectedField field, ReadOnlySpan<byte> blob, [NotNullWhen(true)] out string? secret)
    {
        secret = null;
        if (!TryUnprotectBytes(field, blob, out var bytes))
            return false;

        secret = Encoding.UTF8.GetString(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    /// <summary>Like <see cref="TryUnprotect"/>; zero the array after use.</summary>
    public bool TryUnprotectBytes(ProtectedField field, ReadOnlySpan<byte> blob, [NotNullWhen(true)] out byte[]? secret)
    {
        if (AesGcmEnvelope.TryDecrypt(vault, keys => keys.Fields, field.ToAssociatedData(), blob, out secret))
            return true;

        Log.DidNotOpen(logger, field.Table, field.Column, field.RowId);
        return false;
    }

    /// <summary>The same secret under the current key: the very array where it is under it already.</summary>
    /// <returns>Null where it does not open; nothing is logged.</returns>
    public byte[]? Reencrypt(ProtectedField field, byte[] blob) =>
        AesGcmEnvelope.Reencrypt(vault, keys => keys.Fields, field.ToAssociatedData(), blob);

    /// <summary>Which key says to have sealed it; empty where it is none of ours.</summary>
    public static byte[] ReadKeyId(ReadOnlySpan<byte> blob) => AesGcmEnvelope.ReadKeyId(blob);

    /// <summary>Whether one of our keys says to have sealed it.</summary>
    public bool HasKeyFor(ReadOnlySpan<byte> blob) => vault.Find(AesGcmEnvelope.ReadKeyId(blob)) is not null;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A sealed value did not open: {Table}.{Column} of row {RowId}. It was "
            + "damaged, moved, or sealed under another master key.")]
        public static partial void DidNotOpen(ILogger logger, string table, string column, Guid rowId);
    }
}
