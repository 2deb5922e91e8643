namespace MusicAuth.Sandbox.Spotify.OAuth;

/// <summary>One consent with everything that came of it; a reused token ends them all.</summary>
internal sealed class SpotifyConsent
{
    public required string ClientId { get; init; }

    public required string Person { get; init; }

    public required string[] Scopes { get; init; }

    public required DateTimeOffset AuthorizedAt { get; init; }

    /// <summary>What was redeemed with the secret must be refreshed with it.</summary>
    public bool WithSecret { get; init; }

    public bool Revoked { get; set; }

    public bool AccessRevoked { get; set; }

    /// <summary>Refresh tokens; true for one that a rotation has replaced.</summary>
    public Dictionary<string, bool> RefreshTokens { get; init; } = new(StringComparer.Ordinal);

    public Dictionary<string, SpotifySuccessor> Successors { get; init; } = new(StringComparer.Ordinal);

    public int Refreshes { get; set; }

    public int Rotations { get; set; }

    public int Reuse { get; set; }

    public DateTimeOffset ExpiresAt => AuthorizedAt.AddMonths(6);

    public SpotifyConsent Copy() => new()
    {
        ClientId = ClientId,
        Person = Person,
        Scopes = Scopes,
        AuthorizedAt = AuthorizedAt,
        WithSecret = WithSecret,
        Revoked = Revoked,
        AccessRevoked = AccessRevoked,
        RefreshTokens = new(RefreshTokens, StringComparer.Ordinal),
        Successors = new(Successors, StringComparer.Ordinal),
        Refreshes = Refreshes,
        Rotations = Rotations,
        Reuse = Reuse,
    };
}
