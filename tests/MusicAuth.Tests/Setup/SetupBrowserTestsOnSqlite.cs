namespace MusicAuth.Tests.Setup;

public sealed class SetupBrowserTestsOnSqlite() : SetupBrowserTests(DatabaseKind.Sqlite);
