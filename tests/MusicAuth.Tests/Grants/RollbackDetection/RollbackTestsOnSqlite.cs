namespace MusicAuth.Tests.Grants.RollbackDetection;

public sealed class RollbackTestsOnSqlite() : RollbackTests(DatabaseKind.Sqlite);
