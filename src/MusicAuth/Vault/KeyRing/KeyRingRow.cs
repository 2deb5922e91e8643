using System.Data.Common;

namespace MusicAuth.Vault.KeyRing;

/// <summary>A row of the key ring, read without EF.</summary>
internal sealed record KeyRingRow(int Id, string? Xml)
{
    public const string ListSql = "SELECT id, xml FROM data_protection_keys ORDER BY id";

    public static KeyRingRow Read(DbDataReader row) =>
        new(row.GetInt32(0), row.IsDBNull(1) ? null : row.GetString(1));
}
