namespace MusicAuth.Tests.Setup;

public sealed class SetupBrowserTestsOnPostgres() : SetupBrowserTests(LongTests.Only(DatabaseKind.Postgres));
