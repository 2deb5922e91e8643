namespace MusicAuth.Tests.Notices.Todo;

public sealed class ConsentTodoTestsOnPostgres() : ConsentTodoTests(LongTests.Only(DatabaseKind.Postgres));
