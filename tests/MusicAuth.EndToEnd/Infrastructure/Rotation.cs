namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>What a provider does with the refresh token at a refresh.</summary>
public enum Rotation
{
    /// <summary>It stays.</summary>
    Off,

    /// <summary>Another one takes its place at once.</summary>
    Strict,

    /// <summary>Another one takes its place, and for ten seconds the old one brings that one again.</summary>
    WithGrace,
}
