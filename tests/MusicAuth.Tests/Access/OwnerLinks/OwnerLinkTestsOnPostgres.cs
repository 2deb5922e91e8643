namespace MusicAuth.Tests.Access.OwnerLinks;

public sealed class OwnerLinkTestsOnPostgres() : OwnerLinkTests(DatabaseKind.Postgres);
