namespace MusicAuth.Tests.Access.Audit;

public sealed class AuditTestsOnPostgres() : AuditTests(LongTests.Only(DatabaseKind.Postgres));
