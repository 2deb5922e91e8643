namespace MusicAuth.Tests.Access.Registration;

public sealed class AllowListTestsOnPostgres() : AllowListTests(DatabaseKind.Postgres);
