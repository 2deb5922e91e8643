namespace MusicAuth.Tests.SignIn.PendingLinks;

public sealed class PendingLinkLifetimeTestsOnPostgres()
    : PendingLinkLifetimeTests(LongTests.Only(DatabaseKind.Postgres));
