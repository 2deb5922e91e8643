namespace MusicAuth.Tests.Persistence.Migrations;

public sealed class UpgradeTestsOnPostgres() : UpgradeTests(DatabaseKind.Postgres);
