namespace MusicAuth.Tests.Grants.Leases;

public sealed class IndeterminateExchangeTestsOnSqlite() : IndeterminateExchangeTests(DatabaseKind.Sqlite);
