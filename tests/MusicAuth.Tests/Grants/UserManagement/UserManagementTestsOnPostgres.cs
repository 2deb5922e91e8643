namespace MusicAuth.Tests.Grants.UserManagement;

public sealed class UserManagementTestsOnPostgres() : UserManagementTests(DatabaseKind.Postgres);
