namespace MusicAuth.EndToEnd.Crashes;

/// <summary>A person with a session and a grant at Spotify.</summary>
internal sealed record CrashUser(string Name, CookieClient Client, Guid Grant);
