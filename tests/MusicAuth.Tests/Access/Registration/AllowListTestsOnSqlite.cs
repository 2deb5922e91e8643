namespace MusicAuth.Tests.Access.Registration;

public sealed class AllowListTestsOnSqlite() : AllowListTests(DatabaseKind.Sqlite);
