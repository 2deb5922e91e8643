namespace MusicAuth.Tests.SignIn.States;

public sealed class StateTestsOnSqlite() : StateTests(DatabaseKind.Sqlite);
