namespace MusicAuth.Tests.Grants.Storage;

public sealed class CustodyTestsOnPostgres() : CustodyTests(DatabaseKind.Postgres);
