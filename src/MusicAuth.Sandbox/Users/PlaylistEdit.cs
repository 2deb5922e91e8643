namespace MusicAuth.Sandbox.Users;

/// <summary>The state of a playlist after a write to it.</summary>
internal sealed record PlaylistEdit(
    string Name, string? Description, bool Public, bool Collaborative, ListContents Songs, int Version,
    bool Gone = false);
