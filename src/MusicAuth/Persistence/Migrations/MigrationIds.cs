namespace MusicAuth.Persistence.Migrations;

/// <summary>
/// The migrations of this version in their order, so that a start without pending migrations needs no EF. A test
/// compares them with EF's list.
/// </summary>
internal static class MigrationIds
{
    public static readonly IReadOnlyList<string> Sqlite =
    [
        "20261129014617_Initial",
        "20261129152107_NoticesAndSetup",
        "20261129172641_Backups",
    ];

    public static readonly IReadOnlyList<string> Postgres =
    [
        "20261129014628_Initial",
        "20261129152110_NoticesAndSetup",
        "20261129172650_Backups",
    ];
}
