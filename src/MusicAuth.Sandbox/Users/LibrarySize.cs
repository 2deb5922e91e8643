namespace MusicAuth.Sandbox.Users;

internal sealed record LibrarySize(int Playlists, int Favorites);
