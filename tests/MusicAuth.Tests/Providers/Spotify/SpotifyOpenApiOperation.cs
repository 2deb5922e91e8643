namespace MusicAuth.Tests.Providers.Spotify;

/// <summary>One operation as Spotify describes it.</summary>
public sealed record SpotifyOpenApiOperation(string Method, string Path, IReadOnlyList<string> Scopes);
