namespace MusicAuth.Tests.Providers.Spotify;

/// <summary>An operation in Spotify's OpenAPI description.</summary>
public sealed record SpotifyOpenApiOperation(string Method, string Path, IReadOnlyList<string> Scopes);
