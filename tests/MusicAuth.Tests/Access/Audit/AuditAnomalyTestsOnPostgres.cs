namespace MusicAuth.Tests.Access.Audit;

public sealed class AuditAnomalyTestsOnPostgres() : AuditAnomalyTests(DatabaseKind.Postgres);
