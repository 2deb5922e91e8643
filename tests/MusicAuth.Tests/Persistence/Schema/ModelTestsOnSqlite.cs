namespace MusicAuth.Tests.Persistence.Schema;

public sealed class ModelTestsOnSqlite() : ModelTests(DatabaseKind.Sqlite);
