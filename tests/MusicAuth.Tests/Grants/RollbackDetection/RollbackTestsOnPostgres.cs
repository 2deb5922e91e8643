namespace MusicAuth.Tests.Grants.RollbackDetection;

public sealed class RollbackTestsOnPostgres() : RollbackTests(DatabaseKind.Postgres);
