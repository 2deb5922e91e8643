namespace MusicAuth.Tests.Notices.Todo;

public sealed class KeyTodoTestsOnSqlite() : KeyTodoTests(DatabaseKind.Sqlite);
