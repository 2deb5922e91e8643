namespace MusicAuth.Tests.Persistence.Schema;

public sealed class ReleasedSchemaTestsOnSqlite() : ReleasedSchemaTests(DatabaseKind.Sqlite);
