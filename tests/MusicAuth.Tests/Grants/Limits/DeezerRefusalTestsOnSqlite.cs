namespace MusicAuth.Tests.Grants.Limits;

public sealed class DeezerRefusalTestsOnSqlite() : DeezerRefusalTests(DatabaseKind.Sqlite);
