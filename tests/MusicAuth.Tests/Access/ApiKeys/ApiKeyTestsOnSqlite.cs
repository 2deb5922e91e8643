namespace MusicAuth.Tests.Access.ApiKeys;

public sealed class ApiKeyTestsOnSqlite() : ApiKeyTests(DatabaseKind.Sqlite);
