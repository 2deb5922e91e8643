namespace MusicAuth.Tests.Access.Audit;

public sealed class KeyAuditTestsOnSqlite() : KeyAuditTests(DatabaseKind.Sqlite);
