namespace MusicAuth.Tests.SignIn.Callback;

public sealed class CodeExchangeLimiterTestsOnSqlite() : CodeExchangeLimiterTests(DatabaseKind.Sqlite);
