namespace MusicAuth.Access.Invitations;

/// <summary>An invitation without its link. Times are RFC 3339 in UTC.</summary>
/// <param name="ExpiresAt">When the invitation ends, used or not.</param>
/// <param name="UsedAt">When an account came in; null while the invitation is open.</param>
internal sealed record InvitationInfo(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt)
{
    internal static InvitationInfo Of(Invitation row) => new(row.Id, row.CreatedAt, row.EndsAt, row.UsedAt);
}
