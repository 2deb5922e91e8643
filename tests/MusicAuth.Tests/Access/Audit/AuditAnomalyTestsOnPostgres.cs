namespace MusicAuth.Tests.Access.Audit;

public sealed class AuditAnomalyTestsOnPostgres() : AuditAnomalyTests(LongTests.Only(DatabaseKind.Postgres));
