namespace MusicAuth.Tests.Access.Audit;

public sealed class AuditAnomalyTestsOnSqlite() : AuditAnomalyTests(DatabaseKind.Sqlite);
