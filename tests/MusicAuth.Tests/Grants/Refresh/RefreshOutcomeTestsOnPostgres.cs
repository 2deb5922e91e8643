namespace MusicAuth.Tests.Grants.Refresh;

public sealed class RefreshOutcomeTestsOnPostgres() : RefreshOutcomeTests(LongTests.Only(DatabaseKind.Postgres));
