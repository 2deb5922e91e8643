namespace MusicAuth.Tests.Setup;

public sealed class ProviderSetupTestsOnPostgres() : ProviderSetupTests(LongTests.Only(DatabaseKind.Postgres));
