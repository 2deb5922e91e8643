namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>The ways in which a provider rotates the refresh token at a refresh.</summary>
public enum Rotation
{
    /// <summary>The refresh token does not change.</summary>
    Off,

    /// <summary>A new refresh token replaces the old one at once.</summary>
    Strict,

    /// <summary>A new refresh token replaces the old one. For ten seconds the old one returns the new one.</summary>
    WithGrace,
}
