namespace MusicAuth.Tests.Access.OwnerLinks;

public sealed class OwnerLinkRegistrationTestsOnPostgres()
    : OwnerLinkRegistrationTests(LongTests.Only(DatabaseKind.Postgres));
