namespace MusicAuth.Sandbox.Spotify.Playlists;

/// <summary>A playlist as one user sees it.</summary>
internal readonly record struct PlaylistEntry(Playlist Playlist, SandboxUser Viewer)
{
    public string Id => Ids.Write(IdKind.Playlist, Playlist.Owner.Number, Playlist.Index);

    // Only owners and collaborators get the items. For other users both members are missing.
    public bool ShowsItems => Playlist.Owner == Viewer;

    public bool HasImages => !(Playlist.Owner.HasAnomalies && Playlist.Index % 8 == 1);

    public string? UsualDescription => Playlist.IsCreated || (Playlist.Owner.HasAnomalies && Playlist.Index % 8 == 4)
        ? null
        : $"{Playlist.SongCount} songs for the {Playlist.Name}";

    public bool HasTotal => !(Playlist.Owner.HasAnomalies && Playlist.Index == 7);
}
