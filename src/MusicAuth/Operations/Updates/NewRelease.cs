namespace MusicAuth.Operations.Updates;

/// <summary>A release that is newer than this MusicAuth.</summary>
/// <param name="Version">Without the letter of the tag, for example 1.2.3.</param>
/// <param name="NotesUrl">The https address of its notes; null where the list of releases contains none.</param>
/// <param name="FoundAt">When this MusicAuth learned of it.</param>
internal sealed record NewRelease(string Version, Uri? NotesUrl, DateTimeOffset FoundAt);
