namespace MusicAuth.Tests.Notices.Calendar;

public sealed class CalendarTestsOnSqlite() : CalendarTests(DatabaseKind.Sqlite);
