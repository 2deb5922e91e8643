namespace MusicAuth.Access.Invitations;

/// <summary>The owner's invitations of the last seven days, the newest first.</summary>
internal sealed record InvitationList(IReadOnlyList<InvitationInfo> Items);
