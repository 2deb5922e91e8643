namespace MusicAuth.Tests.SignIn.PendingLinks;

public sealed class PendingLinkTestsOnPostgres() : PendingLinkTests(DatabaseKind.Postgres);
