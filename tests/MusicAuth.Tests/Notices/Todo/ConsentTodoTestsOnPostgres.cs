namespace MusicAuth.Tests.Notices.Todo;

public sealed class ConsentTodoTestsOnPostgres() : ConsentTodoTests(LongTests.Only(LongTests.Only(DatabaseKind.Postgres)));
