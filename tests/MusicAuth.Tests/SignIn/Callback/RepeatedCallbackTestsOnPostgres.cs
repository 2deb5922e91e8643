namespace MusicAuth.Tests.SignIn.Callback;

public sealed class RepeatedCallbackTestsOnPostgres() : RepeatedCallbackTests(DatabaseKind.Postgres);
