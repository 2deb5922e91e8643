namespace MusicAuth.Tests.Persistence.Migrations;

public sealed class ModelTestsOnSqlite() : ModelTests(DatabaseKind.Sqlite);
