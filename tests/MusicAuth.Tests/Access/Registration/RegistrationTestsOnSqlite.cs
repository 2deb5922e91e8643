namespace MusicAuth.Tests.Access.Registration;

public sealed class RegistrationTestsOnSqlite() : RegistrationTests(DatabaseKind.Sqlite);
