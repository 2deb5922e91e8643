namespace MusicAuth.Tests.Grants.Storage;

public sealed class ConnectionStateTestsOnPostgres() : ConnectionStateTests(LongTests.Only(DatabaseKind.Postgres));
