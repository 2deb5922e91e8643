namespace MusicAuth.Tests.Grants.Refresh;

public sealed class RefreshRaceTestsOnSqlite() : RefreshRaceTests(DatabaseKind.Sqlite);
