using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Vault;

/// <summary>Seals secrets for one place in the database. A value moved to another place does not open there.</summary>
public sealed partial class Sealer(VaultKeys vault, ILogger<Sealer> logger)
{
    public byte[] Seal(SealedField field, ReadOnlySpan<byte> secret) =>
        Envelope.Seal(vault.Current, keys => keys.Grants, field.Context(), secret);

    public byte[] Seal(SealedField field, string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        try
        {
            return Seal(field, bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>False where it was damaged, moved, or sealed under a key that is gone, all alike.</summary>
    public bool TryOpen(SealedField field, ReadOnlySpan<byte> blob, [NotNullWhen(true)] out string? secret)
    {
        secret = null;
        if (!TryOpenBytes(field, blob, out var bytes))
            return false;

        secret = Encoding.UTF8.GetString(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    /// <summary>Like <see cref="TryOpen"/>; zero the array after use.</summary>
    public bool TryOpenBytes(SealedField field, ReadOnlySpan<byte> blob, [NotNullWhen(true)] out byte[]? secret)
    {
        if (Envelope.TryOpen(vault, keys => keys.Grants, field.Context(), blob, out secret))
            return true;

        Log.DidNotOpen(logger, field.Table, field.Column, field.RowId);
        return false;
    }

    /// <summary>The same secret under the current key: the very array where it is under it already.</summary>
    /// <returns>Null where it does not open; nothing is logged.</returns>
    public byte[]? Reseal(SealedField field, byte[] blob) =>
        Envelope.Reseal(vault, keys => keys.Grants, field.Context(), blob);

    /// <summary>Which key says to have sealed it; empty where it is none of ours.</summary>
    public static byte[] KeyIdOf(ReadOnlySpan<byte> blob) => Envelope.KeyIdOf(blob);

    /// <summary>Whether one of our keys says to have sealed it.</summary>
    public bool HasKeyOf(ReadOnlySpan<byte> blob) => vault.Find(Envelope.KeyIdOf(blob)) is not null;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A sealed value did not open: {Table}.{Column} of row {RowId}. It was "
            + "damaged, moved, or sealed under another master key.")]
        public static partial void DidNotOpen(ILogger logger, string table, string column, Guid rowId);
    }
}
