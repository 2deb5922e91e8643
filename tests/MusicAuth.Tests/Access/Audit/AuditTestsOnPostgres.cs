namespace MusicAuth.Tests.Access.Audit;

public sealed class AuditTestsOnPostgres() : AuditTests(DatabaseKind.Postgres);
