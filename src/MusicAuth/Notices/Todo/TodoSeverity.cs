namespace MusicAuth.Notices.Todo;

/// <summary>How urgent an item is.</summary>
internal enum TodoSeverity
{
    Info,
    Warning,

    /// <summary>An app has stopped working, or will within a day.</summary>
    Critical,
}
