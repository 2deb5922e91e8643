namespace MusicAuth.Tests.Access.Registration;

public sealed class AllowListTestsOnPostgres() : AllowListTests(LongTests.Only(DatabaseKind.Postgres));
