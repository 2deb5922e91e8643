namespace MusicAuth.Tests.SignIn.Callback;

public sealed class RepeatedCallbackTestsOnSqlite() : RepeatedCallbackTests(DatabaseKind.Sqlite);
