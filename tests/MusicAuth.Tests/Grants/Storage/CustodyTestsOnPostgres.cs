namespace MusicAuth.Tests.Grants.Storage;

public sealed class CustodyTestsOnPostgres() : CustodyTests(LongTests.Only(DatabaseKind.Postgres));
