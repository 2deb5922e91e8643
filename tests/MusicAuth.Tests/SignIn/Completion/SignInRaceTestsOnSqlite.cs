namespace MusicAuth.Tests.SignIn.Completion;

public sealed class SignInRaceTestsOnSqlite() : SignInRaceTests(DatabaseKind.Sqlite);
