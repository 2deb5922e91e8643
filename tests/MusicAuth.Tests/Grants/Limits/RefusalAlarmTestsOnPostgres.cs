namespace MusicAuth.Tests.Grants.Limits;

public sealed class RefusalAlarmTestsOnPostgres() : RefusalAlarmTests(LongTests.Only(DatabaseKind.Postgres));
