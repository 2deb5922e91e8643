namespace MusicAuth.EndToEnd.Browser.Setup;

public sealed record WindowOptions(int Width = 1280, int Height = 900, bool Dark = false, string Locale = "en-GB");
