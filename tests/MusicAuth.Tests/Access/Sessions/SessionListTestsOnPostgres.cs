namespace MusicAuth.Tests.Access.Sessions;

public sealed class SessionListTestsOnPostgres() : SessionListTests(DatabaseKind.Postgres);
