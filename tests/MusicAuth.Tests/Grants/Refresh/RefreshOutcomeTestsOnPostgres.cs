namespace MusicAuth.Tests.Grants.Refresh;

public sealed class RefreshOutcomeTestsOnPostgres() : RefreshOutcomeTests(DatabaseKind.Postgres);
