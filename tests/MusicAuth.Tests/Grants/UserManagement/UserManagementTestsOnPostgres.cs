namespace MusicAuth.Tests.Grants.UserManagement;

public sealed class UserManagementTestsOnPostgres() : UserManagementTests(LongTests.Only(DatabaseKind.Postgres));
