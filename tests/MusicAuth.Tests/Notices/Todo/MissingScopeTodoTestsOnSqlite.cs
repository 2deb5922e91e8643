namespace MusicAuth.Tests.Notices.Todo;

public sealed class MissingScopeTodoTestsOnSqlite() : MissingScopeTodoTests(DatabaseKind.Sqlite);
