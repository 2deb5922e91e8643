namespace MusicAuth.Access.OwnerLinks;

/// <summary>The hash of a printed owner link, for all replicas.</summary>
public sealed class OwnerLink
{
    public required byte[] Hash { get; init; }
    public DateTimeOffset EndsAt { get; init; }
}
