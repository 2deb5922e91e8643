namespace MusicAuth.Tests.Access.Invitations;

public sealed class InvitationTestsOnPostgres() : InvitationTests(LongTests.Only(DatabaseKind.Postgres));
