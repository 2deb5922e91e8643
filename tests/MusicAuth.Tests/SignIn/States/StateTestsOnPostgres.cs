namespace MusicAuth.Tests.SignIn.States;

public sealed class StateTestsOnPostgres() : StateTests(DatabaseKind.Postgres);
