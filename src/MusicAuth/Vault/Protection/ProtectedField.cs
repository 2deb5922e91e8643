using System.Buffers.Binary;
using System.Text;

namespace MusicAuth.Vault.Protection;

/// <summary>The field of the database that an encrypted value belongs to.</summary>
/// <param name="Table">The table's name in the database.</param>
/// <param name="Column">The column's name in the database.</param>
/// <param name="RowId">The row's key.</param>
/// <param name="UserId">The user that the secret belongs to.</param>
/// <param name="Provider">The provider's wire name, or empty.</param>
/// <param name="Generation">The generation of the row; 0 where it has none.</param>
public sealed record ProtectedField(
    string Table, string Column, Guid RowId, Guid UserId, string Provider, long Generation)
{
    /// <summary>Prefixes each part with its length, so that different fields never give the same bytes.</summary>
    internal byte[] ToAssociatedData()
    {
        using var context = new MemoryStream();
        Append(context, "musicauth/sealed-field/v1"u8);
        Append(context, Encoding.UTF8.GetBytes(Table));
        Append(context, Encoding.UTF8.GetBytes(Column));
        Append(context, RowId.ToByteArray(bigEndian: true));
        Append(context, UserId.ToByteArray(bigEndian: true));
        Append(context, Encoding.UTF8.GetBytes(Provider));
        Span<byte> generation = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(generation, Generation);
        Append(context, generation);
        return context.ToArray();
    }

    private static void Append(MemoryStream context, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        context.Write(length);
        context.Write(part);
    }
}
