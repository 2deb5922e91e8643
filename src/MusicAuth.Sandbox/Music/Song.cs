namespace MusicAuth.Sandbox.Music;

/// <summary>A song of the catalogue that both services share.</summary>
internal readonly record struct Song(int Index)
{
    public const int PerAlbum = 10;
    public const int PerArtist = 30;

    // Favourites are not in album order. 7,919 is a prime, so that each position has a song of its own.
    public static int Scattered(int position) => (int)(position * 7_919L % 50_000);

    public int Album => Index / 10;

    public int Artist => Album / 3;

    public int TrackNumber => (Index % 10) + 1;

    public string Title => Catalogue.Title(Index);

    public string AlbumTitle => Catalogue.AlbumTitle(Album);

    public string ArtistName => Catalogue.ArtistName(Artist);

    public int DurationMs => 95_000 + (int)(Hash.Of(Index) % 260_000);

    public bool Explicit => Hash.Of(Index + 77) % 9 == 0;

    public string Isrc => $"QZ{Catalogue.Registrant(Index / 100_000)}{Index / 1000 % 100:00}{Index % 100_000:00000}";
}
