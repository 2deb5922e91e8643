namespace MusicAuth.Sandbox.Music;

internal enum IdKind
{
    Track = 1,
    Album = 2,
    Artist = 3,
    Playlist = 4,
    Episode = 5,
    Show = 6,
}
