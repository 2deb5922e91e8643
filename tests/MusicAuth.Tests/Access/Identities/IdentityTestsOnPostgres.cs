namespace MusicAuth.Tests.Access.Identities;

public sealed class IdentityTestsOnPostgres() : IdentityTests(LongTests.Only(DatabaseKind.Postgres));
