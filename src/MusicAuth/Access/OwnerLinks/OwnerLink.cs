namespace MusicAuth.Access.OwnerLinks;

/// <summary>The hash of an owner link that was printed; any replica can be asked for it.</summary>
public sealed class OwnerLink
{
    public required byte[] Hash { get; init; }
    public DateTimeOffset EndsAt { get; init; }
}
