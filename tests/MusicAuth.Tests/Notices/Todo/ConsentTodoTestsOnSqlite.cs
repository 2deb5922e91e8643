namespace MusicAuth.Tests.Notices.Todo;

public sealed class ConsentTodoTestsOnSqlite() : ConsentTodoTests(DatabaseKind.Sqlite);
