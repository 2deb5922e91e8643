namespace MusicAuth.Providers.Spotify.Compatibility;

internal delegate byte[] JsonRewrite(ReadOnlySpan<byte> json, bool dropNulls);
