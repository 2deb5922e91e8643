namespace MusicAuth.Tests.Access.Audit;

public sealed class AuditTestsOnSqlite() : AuditTests(DatabaseKind.Sqlite);
