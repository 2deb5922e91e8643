namespace MusicAuth.Tests.Notices.Calendar;

public sealed class CalendarTestsOnPostgres() : CalendarTests(LongTests.Only(DatabaseKind.Postgres));
