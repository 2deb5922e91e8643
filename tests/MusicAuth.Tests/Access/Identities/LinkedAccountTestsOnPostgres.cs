namespace MusicAuth.Tests.Access.Identities;

public sealed class LinkedAccountTestsOnPostgres() : LinkedAccountTests(LongTests.Only(DatabaseKind.Postgres));
