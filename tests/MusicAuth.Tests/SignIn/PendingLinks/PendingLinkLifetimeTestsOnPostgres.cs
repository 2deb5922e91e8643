namespace MusicAuth.Tests.SignIn.PendingLinks;

public sealed class PendingLinkLifetimeTestsOnPostgres() : PendingLinkLifetimeTests(DatabaseKind.Postgres);
