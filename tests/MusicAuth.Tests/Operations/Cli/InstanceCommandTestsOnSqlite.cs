namespace MusicAuth.Tests.Operations.Cli;

public sealed class InstanceCommandTestsOnSqlite() : InstanceCommandTests(DatabaseKind.Sqlite);
