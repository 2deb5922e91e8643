namespace MusicAuth.Tests.Library.Sources;

/// <param name="Id">Null for a null entry.</param>
/// <param name="Missing">Counted in the total and never returned.</param>
public sealed record FakeEntry(string? Id, bool Missing = false);
