namespace MusicAuth.Tests.Grants.Limits;

public sealed class RefusalAlarmTestsOnSqlite() : RefusalAlarmTests(DatabaseKind.Sqlite);
