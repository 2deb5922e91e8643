namespace MusicAuth.Sandbox.Users;

/// <summary>Something saved that is neither a song nor a playlist, by its address.</summary>
internal sealed record SavedItem(string Uri, DateTimeOffset At);
