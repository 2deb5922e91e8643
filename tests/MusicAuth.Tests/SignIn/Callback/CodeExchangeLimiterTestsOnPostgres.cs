namespace MusicAuth.Tests.SignIn.Callback;

public sealed class CodeExchangeLimiterTestsOnPostgres()
    : CodeExchangeLimiterTests(LongTests.Only(DatabaseKind.Postgres));
