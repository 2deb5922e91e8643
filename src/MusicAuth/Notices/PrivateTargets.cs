namespace MusicAuth.Notices;

/// <summary>Whose channels can have targets in private networks.</summary>
internal enum PrivateTargets
{
    Owner,
    Everybody,
    Nobody,
}
