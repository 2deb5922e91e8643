namespace MusicAuth.Sandbox.Users;

/// <summary>A saved item that is neither a song nor a playlist, with its URI.</summary>
internal sealed record SavedItem(string Uri, DateTimeOffset At);
