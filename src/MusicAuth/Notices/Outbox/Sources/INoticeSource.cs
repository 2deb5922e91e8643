namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>Finds one kind of event that users should know of.</summary>
internal interface INoticeSource
{
    /// <summary>
    /// Puts the notices that are due into the outbox, each once, in however many processes. The scheduler calls it
    /// every few seconds, so it asks the database only where this process knows of something new, and once an hour.
    /// </summary>
    Task CollectAsync(CancellationToken cancellationToken);
}
