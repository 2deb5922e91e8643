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

    public Shelf Spotify { get; set; } = new(12, 80);

    public Shelf Deezer { get; set; } = new(12, 80);

    public string SpotifyId => $"{Name}.sandbox";

    public string SpotifyAccountId => $"acc{Hash.Hex(Number + 900_000)}";

    public long DeezerId => 8_095_000_000 + Number;

    public Song Favorite(int position) => new((Number * 100_000) + Song.Scattered(position));

    public Song FavoriteAt(Line line) => line.Added is { } added ? new(added.Index) : Favorite(line.Origin);

    public Playlist SpotifyPlaylist(int index) => new(this, index, Spotify.Edit(index));

    public Playlist DeezerPlaylist(int index) => new(this, index, Deezer.Edit(index));
}

/// <summary>A playlist, computed from its number but for what its owner changed.</summary>
internal readonly record struct Playlist(Person Owner, int Index, PlaylistEdit? Edit = null)
{
    private long Seed => (Owner.Number * 1_000_003L) + Index;

    public bool IsCreated => Index >= Shelf.FirstCreated;

    public string Name => Edit?.Name ?? Catalogue.PlaylistName(Seed);

    /// <summary>Null where nobody wrote one: the services then have their own words, or none.</summary>
    public string? Description => Edit?.Description;

    public Lines Songs => Edit?.Songs ?? new(Index == 0 ? 230 : 3 + (int)(Hash.Of(Seed) % 90));

    public int SongCount => Songs.Count;

    public bool Public => Edit?.Public ?? Index % 4 != 3;

    public bool Collaborative => Edit?.Collaborative ?? Index % 9 == 6;

    public string Fingerprint => Hash.Hex((Seed << 10) + SongCount + ((long)(Edit?.Version ?? 0) << 44));

    public Song SongAt(Line line) => line.Added is { } added
        ? new(added.Index)
        : new((Owner.Number * 100_000) + 50_000 + Song.Scattered((Index * 211) + line.Origin));
}
