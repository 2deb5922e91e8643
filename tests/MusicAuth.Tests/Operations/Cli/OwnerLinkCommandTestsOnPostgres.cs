namespace MusicAuth.Tests.Operations.Cli;

public sealed class OwnerLinkCommandTestsOnPostgres() : OwnerLinkCommandTests(LongTests.Only(DatabaseKind.Postgres));
