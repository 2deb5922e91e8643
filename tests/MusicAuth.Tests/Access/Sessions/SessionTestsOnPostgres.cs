namespace MusicAuth.Tests.Access.Sessions;

public sealed class SessionTestsOnPostgres() : SessionTests(LongTests.Only(DatabaseKind.Postgres));
