namespace MusicAuth.Tests.Persistence.Schema;

public sealed class ReleasedSchemaTestsOnPostgres() : ReleasedSchemaTests(LongTests.Only(DatabaseKind.Postgres));
