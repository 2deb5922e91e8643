namespace MusicAuth.Tests.Access.Identities;

public sealed class LinkedAccountTestsOnPostgres() : LinkedAccountTests(DatabaseKind.Postgres);
