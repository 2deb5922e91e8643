using System.Collections.Immutable;

namespace MusicAuth.Sandbox.Users;

/// <summary>The library of a user at one service, computed from its size except the user's changes.</summary>
internal sealed class UserLibrary(int playlists, int favorites)
{
    /// <summary>The first number of created playlists, far above the computed ones.</summary>
    public const int FirstCreated = 500_000;

    private readonly Lock _gate = new();
    private volatile ListContents _favorites = new(favorites);
    private volatile ListContents _playlists = new(playlists);
    private volatile ImmutableDictionary<int, PlaylistEdit> _edits = ImmutableDictionary<int, PlaylistEdit>.Empty;
    private volatile ImmutableList<SavedItem> _saved = [];
    private int _created;

    /// <summary>The newest first.</summary>
    public ListContents Favorites => _favorites;

    /// <summary>Created and followed ones first.</summary>
    public ListContents Playlists => _playlists;

    /// <summary>Albums, shows, episodes, audiobooks and followed users, the newest first.</summary>
    public ImmutableList<SavedItem> Saved => _saved;

    public static UserLibrary Of(LibrarySize size) => new(size.Playlists, size.Favorites);

    public PlaylistEdit? Edit(int index) => _edits.GetValueOrDefault(index);

    public bool Holds(int index) => index < FirstCreated ? index < playlists : _edits.ContainsKey(index);

    public void ChangeFavorites(Action<List<ListEntry>> change)
    {
        lock (_gate) _favorites = _favorites.Change(change);
    }

    public void ChangePlaylists(Action<List<ListEntry>> change)
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

    public Playlist Create(SandboxUser owner, PlaylistEdit content, DateTimeOffset at)
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
