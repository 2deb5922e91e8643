namespace MusicAuth.Tests.Access.Guests;

public sealed class AccessRequestTestsOnPostgres() : AccessRequestTests(LongTests.Only(DatabaseKind.Postgres));
