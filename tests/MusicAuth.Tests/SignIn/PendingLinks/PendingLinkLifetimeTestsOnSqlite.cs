namespace MusicAuth.Tests.SignIn.PendingLinks;

public sealed class PendingLinkLifetimeTestsOnSqlite() : PendingLinkLifetimeTests(DatabaseKind.Sqlite);
