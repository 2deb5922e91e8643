namespace MusicAuth.Tests.SignIn.Completion;

public sealed class SignInRaceTestsOnPostgres() : SignInRaceTests(DatabaseKind.Postgres);
