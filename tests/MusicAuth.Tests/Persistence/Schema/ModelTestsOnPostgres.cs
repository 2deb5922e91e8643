namespace MusicAuth.Tests.Persistence.Schema;

public sealed class ModelTestsOnPostgres() : ModelTests(DatabaseKind.Postgres);
