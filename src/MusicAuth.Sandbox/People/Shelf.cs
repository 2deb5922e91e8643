using System.Collections.Immutable;

namespace MusicAuth.Sandbox.People;

/// <summary>What became of a playlist since somebody wrote to it.</summary>
internal sealed record PlaylistEdit(
    string Name, string? Description, bool Public, bool Collaborative, Lines Songs, int Version, bool Gone = false);

/// <summary>Something saved that is neither a song nor a playlist, by its address.</summary>
internal sealed record SavedItem(string Uri, DateTimeOffset At);

/// <summary>One person's library at one service: computed from its size, then as its owner changed it.</summary>
internal sealed class Shelf(int playlists, int favorites)
{
    /// <summary>Where the numbers of created playlists begin, far beyond the computed ones.</summary>
    public const int FirstCreated = 500_000;

    private readonly Lock _gate = new();
    private volatile Lines _favorites = new(favorites);
    private volatile Lines _playlists = new(playlists);
    private volatile ImmutableDictionary<int, PlaylistEdit> _edits = ImmutableDictionary<int, PlaylistEdit>.Empty;
    private volatile ImmutableList<SavedItem> _saved = [];
    private int _created;

    /// <summary>The newest first.</summary>
    public Lines Favorites => _favorites;

    /// <summary>Created and followed ones first.</summary>
    public Lines Playlists => _playlists;

    /// <summary>Albums, shows, episodes and people, the newest first.</summary>
    public ImmutableList<SavedItem> Saved => _saved;

    public static Shelf Of(LibrarySize size) => new(size.Playlists, size.Favorites);

    public PlaylistEdit? Edit(int index) => _edits.GetValueOrDefault(index);

    public bool Holds(int index) => index < FirstCreated ? index < playlists : _edits.ContainsKey(index);

    public void ChangeFavorites(Action<List<Line>> change)
    {
        lock (_gate) _favorites = _favorites.Change(change);
    }

    public void ChangePlaylists(Action<List<Line>> change)
    {
        lock (_gate) _playlists = _playlists.Change(change);
    }

    public void ChangeSaved(Func<ImmutableList<SavedItem>, ImmutableList<SavedItem>> change)
    {
        lock (_gate) _saved = change(_saved);
    }

    public PlaylistEdit ChangePlaylist(Playlist playlist, Func<PlaylistEdit, PlaylistEdit> change)
    {
        lock (_gate)
        {
            var before = Edit(playlist.Index) ?? new(
                playlist.Name, playlist.Description, playlist.Public, playlist.Collaborative, playlist.Songs, 0);
            var after = change(before) with { Version = before.Version + 1 };
            _edits = _edits.SetItem(playlist.Index, after);
            return after;
        }
    }

    public Playlist Create(Person owner, PlaylistEdit content, DateTimeOffset at)
    {
        lock (_gate)
        {
            var index = FirstCreated + _created++;
            _edits = _edits.SetItem(index, content);
            _playlists = _playlists.Change(lines =>
                lines.Insert(0, new(-1, new(IdKind.Playlist, owner.Number, index, at))));
            return new(owner, index, content);
        }
    }
}
