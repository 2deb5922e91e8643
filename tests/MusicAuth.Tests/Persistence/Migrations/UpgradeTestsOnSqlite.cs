namespace MusicAuth.Tests.Persistence.Migrations;

public sealed class UpgradeTestsOnSqlite() : UpgradeTests(DatabaseKind.Sqlite);
