namespace MusicAuth.Sandbox.People;

internal sealed record LibrarySize(int Playlists, int Favorites);

/// <summary>Somebody with an account at both services: same name, different account ids.</summary>
internal sealed class Person(int number, string name)
{
    public int Number { get; } = number;

    public string Name { get; } = name;

    public string? DisplayName { get; set; } = char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>Whether the library has all the oddities that real ones have.</summary>
    public bool Odd { get; set; }

    /// <summary>Whether Spotify's profile leaves <c>account_id</c> out, as before May 2026.</summary>
    public bool HideAccountId { get; set; }

    public LibrarySize Spotify { get; set; } = new(12, 80);

    public LibrarySize Deezer { get; set; } = new(12, 80);

    public string SpotifyId => $"{Name}.sandbox";

    public string SpotifyAccountId => $"acc{Hash.Hex(Number + 900_000)}";

    public long DeezerId => 8_095_000_000 + Number;

    public Song Favorite(int position) => new((Number * 100_000) + Song.Scattered(position));

    public Playlist Playlist(int index) => new(this, index);
}

internal readonly record struct Playlist(Person Owner, int Index)
{
    private long Seed => (Owner.Number * 1_000_003L) + Index;

    public string Name => Catalogue.PlaylistName(Seed);

    public int SongCount => Index == 0 ? 230 : 3 + (int)(Hash.Of(Seed) % 90);

    public bool Public => Index % 4 != 3;

    public bool Collaborative => Index % 9 == 6;

    public string Fingerprint => Hash.Hex((Seed << 10) + SongCount);

    public Song Song(int position) =>
        new((Owner.Number * 100_000) + 50_000 + People.Song.Scattered((Index * 211) + position));
}
