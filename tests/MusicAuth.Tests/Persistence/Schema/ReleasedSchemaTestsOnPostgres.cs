namespace MusicAuth.Tests.Persistence.Schema;

public sealed class ReleasedSchemaTestsOnPostgres() : ReleasedSchemaTests(DatabaseKind.Postgres);
