namespace MusicAuth.Tests.Access.OwnerLinks;

public sealed class OwnerLinkTestsOnPostgres() : OwnerLinkTests(LongTests.Only(DatabaseKind.Postgres));
