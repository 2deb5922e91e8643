namespace MusicAuth.Tests.Grants.Leases;

public sealed class RefreshLeaseTestsOnPostgres() : RefreshLeaseTests(DatabaseKind.Postgres);
