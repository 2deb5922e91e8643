namespace MusicAuth.Tests.Access.Audit;

public sealed class KeyAuditTestsOnPostgres() : KeyAuditTests(DatabaseKind.Postgres);
