namespace MusicAuth.Tests.Access.Registration;

public sealed class RegistrationTestsOnPostgres() : RegistrationTests(LongTests.Only(DatabaseKind.Postgres));
