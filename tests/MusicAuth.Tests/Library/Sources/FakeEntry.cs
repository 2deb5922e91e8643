namespace MusicAuth.Tests.Library.Sources;

/// <param name="Id">Null for an entry that is nothing.</param>
/// <param name="Missing">Counted in the total, and never given.</param>
public sealed record FakeEntry(string? Id, bool Missing = false);
