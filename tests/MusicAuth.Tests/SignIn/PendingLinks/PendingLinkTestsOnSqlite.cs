namespace MusicAuth.Tests.SignIn.PendingLinks;

public sealed class PendingLinkTestsOnSqlite() : PendingLinkTests(DatabaseKind.Sqlite);
