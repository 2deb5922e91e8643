namespace MusicAuth.Tests.Grants.Leases;

public sealed class InterleavingTestsOnSqlite() : InterleavingTests(DatabaseKind.Sqlite);
