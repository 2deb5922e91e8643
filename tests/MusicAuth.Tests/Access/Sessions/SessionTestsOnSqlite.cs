namespace MusicAuth.Tests.Access.Sessions;

public sealed class SessionTestsOnSqlite() : SessionTests(DatabaseKind.Sqlite);
