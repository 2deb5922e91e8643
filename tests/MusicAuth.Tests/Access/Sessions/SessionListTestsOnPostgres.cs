namespace MusicAuth.Tests.Access.Sessions;

public sealed class SessionListTestsOnPostgres() : SessionListTests(LongTests.Only(DatabaseKind.Postgres));
