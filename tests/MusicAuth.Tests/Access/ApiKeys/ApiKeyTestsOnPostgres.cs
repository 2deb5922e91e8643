namespace MusicAuth.Tests.Access.ApiKeys;

public sealed class ApiKeyTestsOnPostgres() : ApiKeyTests(LongTests.Only(DatabaseKind.Postgres));
