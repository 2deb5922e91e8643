namespace MusicAuth.Access.OwnerLinks;

/// <summary>The hash of a printed owner link, for all replicas.</summary>
internal sealed class OwnerLink
{
    public required byte[] Hash { get; init; }
    public DateTimeOffset EndsAt { get; init; }
}
