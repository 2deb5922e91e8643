namespace MusicAuth.EndToEnd.Crashes;

/// <summary>A user with a session and a Spotify grant.</summary>
internal sealed record CrashUser(string Name, CookieClient Client, Guid Grant);
