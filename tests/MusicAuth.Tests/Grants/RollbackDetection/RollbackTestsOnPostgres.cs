namespace MusicAuth.Tests.Grants.RollbackDetection;

public sealed class RollbackTestsOnPostgres() : RollbackTests(LongTests.Only(DatabaseKind.Postgres));
