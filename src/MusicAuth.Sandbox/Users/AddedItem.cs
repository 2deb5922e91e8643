namespace MusicAuth.Sandbox.Users;

/// <summary>An item that was added to a list, and the time. Only playlists have an owner.</summary>
internal sealed record AddedItem(IdKind Kind, int Owner, int Index, DateTimeOffset At)
{
    public bool Is(IdKind kind, int owner, int index) => (Kind, Owner, Index) == (kind, owner, index);
}
