namespace MusicAuth.Tests.Grants.Refresh;

public sealed class RefreshRaceTestsOnPostgres() : RefreshRaceTests(DatabaseKind.Postgres);
