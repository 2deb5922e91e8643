namespace MusicAuth.Tests.Access.Guests;

public sealed class AccessRequestLimitTestsOnSqlite() : AccessRequestLimitTests(DatabaseKind.Sqlite);
