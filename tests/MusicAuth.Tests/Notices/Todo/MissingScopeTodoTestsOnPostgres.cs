namespace MusicAuth.Tests.Notices.Todo;

public sealed class MissingScopeTodoTestsOnPostgres() : MissingScopeTodoTests(LongTests.Only(DatabaseKind.Postgres));
