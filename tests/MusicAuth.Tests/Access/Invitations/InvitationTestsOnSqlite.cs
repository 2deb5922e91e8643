namespace MusicAuth.Tests.Access.Invitations;

public sealed class InvitationTestsOnSqlite() : InvitationTests(DatabaseKind.Sqlite);
