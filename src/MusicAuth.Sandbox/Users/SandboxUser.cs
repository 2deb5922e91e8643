namespace MusicAuth.Sandbox.Users;

/// <summary>A user with an account at both services: the same name, different account ids.</summary>
internal sealed class SandboxUser(int number, string name)
{
    public int Number { get; } = number;

    public string Name { get; } = name;

    public string? DisplayName { get; set; } = char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>Whether the library has all anomalies of real libraries.</summary>
    public bool HasAnomalies { get; set; }

    /// <summary>Whether Spotify's profile leaves <c>account_id</c> out, as before May 2026.</summary>
    public bool HideAccountId { get; set; }

    public UserLibrary Spotify { get; set; } = new(12, 80);

    public UserLibrary Deezer { get; set; } = new(12, 80);

    public string SpotifyId => $"{Name}.sandbox";

    public string SpotifyAccountId => $"acc{Hash.Hex(Number + 900_000)}";

    public long DeezerId => 8_095_000_000 + Number;

    public Song Favorite(int position) => new((Number * 100_000) + Song.Scattered(position));

    public Song FavoriteAt(ListEntry line) => line.Added is { } added ? new(added.Index) : Favorite(line.Origin);

    public Playlist SpotifyPlaylist(int index) => new(this, index, Spotify.Edit(index));

    public Playlist DeezerPlaylist(int index) => new(this, index, Deezer.Edit(index));
}
