namespace MusicAuth.Tests.Persistence.Migrations;

public sealed class ModelTestsOnPostgres() : ModelTests(DatabaseKind.Postgres);
