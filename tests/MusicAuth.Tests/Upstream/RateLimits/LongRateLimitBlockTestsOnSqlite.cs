namespace MusicAuth.Tests.Upstream.RateLimits;

public sealed class LongRateLimitBlockTestsOnSqlite() : LongRateLimitBlockTests(DatabaseKind.Sqlite);
