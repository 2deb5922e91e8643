namespace MusicAuth.Tests.Operations.Cli;

public sealed class OwnerLinkCommandTestsOnPostgres() : OwnerLinkCommandTests(DatabaseKind.Postgres);
