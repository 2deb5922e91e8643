namespace MusicAuth.Tests.Setup;

public sealed class ProviderSetupTestsOnSqlite() : ProviderSetupTests(DatabaseKind.Sqlite);
