namespace MusicAuth.Tests.Access.OwnerLinks;

public sealed class OwnerLinkRegistrationTestsOnPostgres() : OwnerLinkRegistrationTests(DatabaseKind.Postgres);
