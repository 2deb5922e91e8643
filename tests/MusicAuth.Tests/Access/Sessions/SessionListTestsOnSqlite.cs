namespace MusicAuth.Tests.Access.Sessions;

public sealed class SessionListTestsOnSqlite() : SessionListTests(DatabaseKind.Sqlite);
