namespace MusicAuth.Tests.Access.Guests;

public sealed class AccessRequestLimitTestsOnPostgres()
    : AccessRequestLimitTests(LongTests.Only(DatabaseKind.Postgres));
