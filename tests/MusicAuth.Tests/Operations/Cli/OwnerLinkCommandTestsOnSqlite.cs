namespace MusicAuth.Tests.Operations.Cli;

public sealed class OwnerLinkCommandTestsOnSqlite() : OwnerLinkCommandTests(DatabaseKind.Sqlite);
