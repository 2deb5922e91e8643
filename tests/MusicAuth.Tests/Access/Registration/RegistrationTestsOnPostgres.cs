namespace MusicAuth.Tests.Access.Registration;

public sealed class RegistrationTestsOnPostgres() : RegistrationTests(DatabaseKind.Postgres);
