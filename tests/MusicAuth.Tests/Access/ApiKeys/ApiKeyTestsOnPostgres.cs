namespace MusicAuth.Tests.Access.ApiKeys;

public sealed class ApiKeyTestsOnPostgres() : ApiKeyTests(DatabaseKind.Postgres);
