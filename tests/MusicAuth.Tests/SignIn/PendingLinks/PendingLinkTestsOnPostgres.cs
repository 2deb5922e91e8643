namespace MusicAuth.Tests.SignIn.PendingLinks;

public sealed class PendingLinkTestsOnPostgres() : PendingLinkTests(LongTests.Only(DatabaseKind.Postgres));
