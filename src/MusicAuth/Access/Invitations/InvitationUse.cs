namespace MusicAuth.Access.Invitations;

internal enum InvitationUse
{
    Accepted,
    AlreadyUsed,

    /// <summary>The invitation was revoked or is too old, or it never existed.</summary>
    Ended,
}
