namespace MusicAuth.Tests.SignIn.Callback;

public sealed class RepeatedCallbackTestsOnPostgres() : RepeatedCallbackTests(LongTests.Only(DatabaseKind.Postgres));
