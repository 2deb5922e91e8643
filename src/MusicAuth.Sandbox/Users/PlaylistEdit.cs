namespace MusicAuth.Sandbox.Users;

/// <summary>What became of a playlist since somebody wrote to it.</summary>
internal sealed record PlaylistEdit(
    string Name, string? Description, bool Public, bool Collaborative, ListContents Songs, int Version,
    bool Gone = false);
