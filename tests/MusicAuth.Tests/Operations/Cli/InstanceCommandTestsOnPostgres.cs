namespace MusicAuth.Tests.Operations.Cli;

public sealed class InstanceCommandTestsOnPostgres() : InstanceCommandTests(LongTests.Only(DatabaseKind.Postgres));
