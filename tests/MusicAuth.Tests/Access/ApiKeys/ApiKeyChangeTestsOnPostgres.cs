namespace MusicAuth.Tests.Access.ApiKeys;

public sealed class ApiKeyChangeTestsOnPostgres() : ApiKeyChangeTests(LongTests.Only(DatabaseKind.Postgres));
