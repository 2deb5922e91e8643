namespace MusicAuth.Sandbox.Spotify.OAuth;

/// <summary>A consent with all its tokens. The reuse of a replaced refresh token revokes them all.</summary>
internal sealed class SpotifyConsent
{
    public required string ClientId { get; init; }

    public required string Person { get; init; }

    public required string[] Scopes { get; init; }

    public required DateTimeOffset AuthorizedAt { get; init; }

    /// <summary>Whether the code was redeemed with the client secret. Then a refresh needs it too.</summary>
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
