namespace MusicAuth.Tests.Access.Sessions;

public sealed class SessionTestsOnPostgres() : SessionTests(DatabaseKind.Postgres);
