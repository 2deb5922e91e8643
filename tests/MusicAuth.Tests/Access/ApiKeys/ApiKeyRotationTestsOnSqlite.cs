namespace MusicAuth.Tests.Access.ApiKeys;

public sealed class ApiKeyRotationTestsOnSqlite() : ApiKeyRotationTests(DatabaseKind.Sqlite);
