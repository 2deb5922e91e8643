namespace MusicAuth.Tests.Grants.Leases;

public sealed class InterleavingTestsOnPostgres() : InterleavingTests(DatabaseKind.Postgres);
