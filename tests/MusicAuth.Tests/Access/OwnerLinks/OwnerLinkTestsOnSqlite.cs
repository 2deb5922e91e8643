namespace MusicAuth.Tests.Access.OwnerLinks;

public sealed class OwnerLinkTestsOnSqlite() : OwnerLinkTests(DatabaseKind.Sqlite);
