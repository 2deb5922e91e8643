using MusicAuth.Sandbox.Deezer;
using MusicAuth.Sandbox.People;
using MusicAuth.Sandbox.Spotify;

namespace MusicAuth.Sandbox.Control;

internal sealed record AdvanceClock
{
    public required double AdvanceSeconds { get; init; }
}

internal sealed record ChangeApps
{
    public IReadOnlyList<SpotifyApp>? Spotify { get; init; }

    public IReadOnlyList<DeezerApp>? Deezer { get; init; }
}

internal sealed record ChangeUsers
{
    public IReadOnlyList<ChangePerson> People { get; init; } = [];

    public RevokeConsent? Revoke { get; init; }
}

/// <summary>What is left out stays; an unknown name is a new person.</summary>
internal sealed record ChangePerson
{
    public required string Name { get; init; }

    public string? DisplayName { get; init; }

    public bool? Odd { get; init; }

    public bool? HideAccountId { get; init; }

    public LibrarySize? Spotify { get; init; }

    public LibrarySize? Deezer { get; init; }
}

internal sealed record RevokeConsent
{
    public required string Provider { get; init; }

    public required string Person { get; init; }

    /// <summary>Spotify's access tokens may outlive the consent until their hour is over.</summary>
    public bool KeepAccessTokens { get; init; }
}
