namespace MusicAuth.Tests.Access.Identities;

public sealed class IdentityTestsOnPostgres() : IdentityTests(DatabaseKind.Postgres);
