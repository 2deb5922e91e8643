namespace MusicAuth.Tests.Grants.Limits;

public sealed class RefusalAlarmTestsOnPostgres() : RefusalAlarmTests(DatabaseKind.Postgres);
