namespace MusicAuth.Tests.Grants.Refresh;

public sealed class RefreshOutcomeTestsOnSqlite() : RefreshOutcomeTests(DatabaseKind.Sqlite);
