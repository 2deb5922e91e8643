namespace MusicAuth.Tests.Access.OwnerLinks;

public sealed class OwnerLinkRegistrationTestsOnSqlite() : OwnerLinkRegistrationTests(DatabaseKind.Sqlite);
