namespace MusicAuth.Tests.Access.Identities;

public sealed class IdentityTestsOnSqlite() : IdentityTests(DatabaseKind.Sqlite);
