namespace MusicAuth.Tests.SignIn.States;

public sealed class StateTestsOnPostgres() : StateTests(LongTests.Only(DatabaseKind.Postgres));
