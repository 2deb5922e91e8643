namespace MusicAuth.Backups.Restoring;

/// <summary>
/// After a restore: the user's API keys of the backup. A key that was revoked after the backup works again.
/// </summary>
internal sealed class RestoredKeysTodoSource(
    BackupStateStore backups, RestoredKeyStore keys, PublicAddress address, TimeProvider time) : ITodoSource
{
    private const string Code = "keys_restored";

    private static readonly TimeSpan Period = TimeSpan.FromDays(30);

    public async Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var state = await backups.FindAsync(cancellationToken);
        if (state is not { RestoredAt: { } restoredAt, RestoredFrom: { } madeAt }
            || restoredAt < time.GetUtcNow() - Period)
            return [];
        var names = await keys.ListNamesAsync(caller.UserId, madeAt, cancellationToken);
        return names.Count == 0 ? [] : [ToItem(names, restoredAt, madeAt)];
    }

    private TodoItem ToItem(List<string> names, DateTimeOffset restoredAt, DateTimeOffset madeAt) => new()
    {
        Id = $"{Code}:{restoredAt.ToUnixTimeSeconds()}",
        Severity = TodoSeverity.Warning,
        Code = Code,
        Provider = null,
        Title = "Check your API keys: MusicAuth was restored from a backup.",
        Detail = $"These keys are those of {madeAt:yyyy-MM-dd}: {string.Join(", ", names)}. A key that was revoked "
            + "after that day works again: revoke it again. This item disappears after 30 days.",
        ActionUrl = address.Absolute("/#account/keys"),
        Since = restoredAt,
        Due = restoredAt + Period,
    };
}
