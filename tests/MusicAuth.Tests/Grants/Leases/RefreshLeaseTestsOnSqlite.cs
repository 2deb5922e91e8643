namespace MusicAuth.Tests.Grants.Leases;

public sealed class RefreshLeaseTestsOnSqlite() : RefreshLeaseTests(DatabaseKind.Sqlite);
