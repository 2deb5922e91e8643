namespace MusicAuth.Tests.Access.ApiKeys;

public sealed class ApiKeyRotationTestsOnPostgres() : ApiKeyRotationTests(LongTests.Only(DatabaseKind.Postgres));
