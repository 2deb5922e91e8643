namespace MusicAuth.Tests.Grants.Leases;

public sealed class IndeterminateExchangeTestsOnPostgres() : IndeterminateExchangeTests(DatabaseKind.Postgres);
