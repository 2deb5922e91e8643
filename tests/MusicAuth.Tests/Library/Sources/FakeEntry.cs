namespace MusicAuth.Tests.Library.Sources;

/// <param name="Id">The id, or null for a null entry.</param>
/// <param name="Missing">Whether the entry counts in the total and is never returned.</param>
public sealed record FakeEntry(string? Id, bool Missing = false);
