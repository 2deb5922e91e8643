namespace MusicAuth.Tests.Access.Guests;

public sealed class AccessRequestTestsOnSqlite() : AccessRequestTests(DatabaseKind.Sqlite);
