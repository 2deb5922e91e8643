namespace MusicAuth.Tests.SignIn.Callback;

public sealed class CodeExchangeLimiterTestsOnPostgres() : CodeExchangeLimiterTests(DatabaseKind.Postgres);
