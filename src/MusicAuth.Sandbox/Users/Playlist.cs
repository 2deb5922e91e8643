namespace MusicAuth.Sandbox.Users;

/// <summary>A playlist. Its content is computed from its number, except the changes of its owner.</summary>
internal readonly record struct Playlist(SandboxUser Owner, int Index, PlaylistEdit? Edit = null)
{
    private long Seed => (Owner.Number * 1_000_003L) + Index;

    public bool IsCreated => Index >= UserLibrary.FirstCreated;

    public string Name => Edit?.Name ?? Catalogue.PlaylistName(Seed);

    /// <summary>Null if the owner wrote none. Each service then shows its own text or none.</summary>
    public string? Description => Edit?.Description;

    public ListContents Songs => Edit?.Songs ?? new(Index == 0 ? 230 : 3 + (int)(Hash.Of(Seed) % 90));

    public int SongCount => Songs.Count;

    public bool Public => Edit?.Public ?? Index % 4 != 3;

    public bool Collaborative => Edit?.Collaborative ?? Index % 9 == 6;

    public string Fingerprint => Hash.Hex((Seed << 10) + SongCount + ((long)(Edit?.Version ?? 0) << 44));

    public Song SongAt(ListEntry line) => line.Added is { } added
        ? new(added.Index)
        : new((Owner.Number * 100_000) + 50_000 + Song.Scattered((Index * 211) + line.Origin));
}
