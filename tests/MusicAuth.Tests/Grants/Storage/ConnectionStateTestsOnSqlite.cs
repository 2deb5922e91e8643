namespace MusicAuth.Tests.Grants.Storage;

public sealed class ConnectionStateTestsOnSqlite() : ConnectionStateTests(DatabaseKind.Sqlite);
