namespace MusicAuth.Tests.Grants.UserManagement;

public sealed class UserManagementTestsOnSqlite() : UserManagementTests(DatabaseKind.Sqlite);
