namespace MusicAuth.Tests.Access.ApiKeys;

public sealed class ApiKeyChangeTestsOnSqlite() : ApiKeyChangeTests(DatabaseKind.Sqlite);
