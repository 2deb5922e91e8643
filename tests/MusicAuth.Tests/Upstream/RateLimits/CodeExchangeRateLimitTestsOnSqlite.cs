namespace MusicAuth.Tests.Upstream.RateLimits;

public sealed class CodeExchangeRateLimitTestsOnSqlite() : CodeExchangeRateLimitTests(DatabaseKind.Sqlite);
