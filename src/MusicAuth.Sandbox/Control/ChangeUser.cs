namespace MusicAuth.Sandbox.Control;

/// <summary>Omitted members stay as they are; an unknown name creates a user.</summary>
internal sealed record ChangeUser
{
    public required string Name { get; init; }

    public string? DisplayName { get; init; }

    public bool? Odd { get; init; }

    public bool? HideAccountId { get; init; }

    public LibrarySize? Spotify { get; init; }

    public LibrarySize? Deezer { get; init; }
}
