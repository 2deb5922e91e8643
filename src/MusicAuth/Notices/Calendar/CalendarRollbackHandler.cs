using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Notices.Calendar;

/// <summary>Ends all calendar addresses after MusicAuth accepted an older copy of the database.</summary>
internal sealed class CalendarRollbackHandler : IRollbackHandler
{
    // As for API keys: the copy does not know which addresses have ended since. Without a newer counter it can be the
    // same database on another machine, so the addresses stay.
    public Task HandleAsync(MusicAuthDb db, RollbackRecord? newer, CancellationToken cancellationToken) =>
        newer is null ? Task.CompletedTask : db.Set<CalendarFeed>().ExecuteDeleteAsync(cancellationToken);
}
