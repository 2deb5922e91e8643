namespace MusicAuth.Tests.Access.Audit;

public sealed class KeyAuditTestsOnPostgres() : KeyAuditTests(LongTests.Only(DatabaseKind.Postgres));
