namespace MusicAuth.Tests.Notices.Todo;

public sealed class KeyTodoTestsOnPostgres() : KeyTodoTests(LongTests.Only(DatabaseKind.Postgres));
