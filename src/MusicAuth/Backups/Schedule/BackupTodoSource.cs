using Microsoft.Extensions.Options;

namespace MusicAuth.Backups.Schedule;

/// <summary>For the owner: a backup that failed, that is old, or that was never made.</summary>
internal sealed class BackupTodoSource(
    BackupStateStore backups, UserStore users, IOptions<BackupOptions> options, PublicAddress address,
    TimeProvider time) : ITodoSource
{
    private const string FailedCode = "backup_failed";
    private const string OldCode = "backup_old";

    public async Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.IsOwner)
            return [];
        var state = await backups.FindAsync(cancellationToken);
        if (state is { LastError: { } error, BegunAt: { } begun })
            return [ToFailed(error, begun)];
        var now = time.GetUtcNow();
        var made = BackupTimes.Plausible(state?.LastGoodAt, now);
        var since = made ?? (await users.FindAsync(caller.UserId, cancellationToken))?.CreatedAt;
        if (!(since < now - BackupTimes.MaxAge))
            return [];
        if (state?.LastGoodAt is null)
            return [ToOld(since.Value, TodoSeverity.Info, "This MusicAuth has no backup.")];
        return
        [
            ToOld(since.Value, TodoSeverity.Warning, made is null
                ? "The time of the last backup is in the future."
                : "The last backup is older than a week."),
        ];
    }

    private TodoItem ToFailed(string error, DateTimeOffset begun) => Create(
        FailedCode, TodoSeverity.Warning, "The last backup failed.", error, begun);

    private TodoItem ToOld(DateTimeOffset since, TodoSeverity severity, string title) => Create(
        OldCode, severity, title,
        options.Value.IsScheduled
            ? "MusicAuth makes no backups at present. Look into the log of MusicAuth for the reason."
            : "Run \"MusicAuth backup FILE\", or set Backup:Directory and Backup:Passphrase for one every day.",
        since + BackupTimes.MaxAge);

    private TodoItem Create(
        string code, TodoSeverity severity, string title, string detail, DateTimeOffset since) => new()
        {
            Id = code,
            Severity = severity,
            Code = code,
            Provider = null,
            Title = title,
            Detail = detail,
            ActionUrl = address.Absolute("/#account/setup"),
            Since = since,
            Due = null,
            IsForOwner = true,
        };
}
