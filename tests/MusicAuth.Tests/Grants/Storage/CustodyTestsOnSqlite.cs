namespace MusicAuth.Tests.Grants.Storage;

public sealed class CustodyTestsOnSqlite() : CustodyTests(DatabaseKind.Sqlite);
