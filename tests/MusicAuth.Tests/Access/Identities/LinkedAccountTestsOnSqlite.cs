namespace MusicAuth.Tests.Access.Identities;

public sealed class LinkedAccountTestsOnSqlite() : LinkedAccountTests(DatabaseKind.Sqlite);
