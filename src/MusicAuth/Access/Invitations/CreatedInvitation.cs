namespace MusicAuth.Access.Invitations;

/// <summary>A new invitation.</summary>
/// <param name="Url">The link for the guest. No other response contains it.</param>
/// <param name="ExpiresAt">When the link ends (RFC 3339 in UTC).</param>
internal sealed record CreatedInvitation(Guid Id, string Url, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    // The ToString of a record would print the secret.
    public override string ToString() => $"{Id} ***";
}
