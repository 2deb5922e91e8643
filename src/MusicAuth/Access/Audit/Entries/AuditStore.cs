using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Audit.Entries;

/// <summary>Activity that is written with what it tells of, all or nothing, and read by its user.</summary>
public sealed class AuditStore(MusicAuthDb db, TimeProvider time)
{
    // What concerns the whole instance and has no user: its owner sees it.
    private static readonly AuditKind[] OfNobody =
        [AuditKind.SignInFailed, AuditKind.KeyRefused, AuditKind.UserRemoved];

    /// <summary>Becomes a line with the caller's own SaveChanges and commit.</summary>
    public void Add(AuditEvent e, AuditFlags flags = AuditFlags.None)
    {
        var row = AuditEntry.Single(e, time.GetUtcNow());
        row.Flags = flags;
        db.Add(row);
    }

    /// <summary>Makes a change and tells of it, in one transaction.</summary>
    /// <param name="e">What is told where something was changed.</param>
    /// <param name="change">Works on the context of this scope; false where there was nothing to change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the change says.</returns>
    public async Task<bool> RecordAsync(
        AuditEvent e, Func<Task<bool>> change, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await change())
            return false;
        Add(e);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>What was done remains, who it was does not.</summary>
    /// <remarks>Belongs into the transaction that removes the user.</remarks>
    public Task AnonymiseAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Set<AuditEntry>().Where(activity => activity.UserId == userId).ExecuteUpdateAsync(
            row => row.SetProperty(activity => activity.UserId, (Guid?)null)
                .SetProperty(activity => activity.CallerId, (string?)null)
                .SetProperty(activity => activity.CallerName, (string?)null)
                // The name of a key, or the id of an account that was refused.
                .SetProperty(activity => activity.Data, activity =>
                    activity.Kind == AuditKind.KeyCreated || activity.Kind == AuditKind.KeyRevoked
                        || activity.Kind == AuditKind.SignInFailed
                        ? null
                        : activity.Data)
                .SetProperty(activity => activity.Address, (string?)null)
                .SetProperty(activity => activity.MergeKey, (byte[]?)null),
            cancellationToken);

    /// <summary>The caller's own lines, the newest first; one more than asked for where there are more.</summary>
    internal async Task<IReadOnlyList<AuditEntry>> ListAsync(
        Caller caller, AuditQuery request, CancellationToken cancellationToken)
    {
        var rows = db.Set<AuditEntry>().AsNoTracking();
        rows = caller.IsOwner
            ? rows.Where(row => row.UserId == caller.UserId || (row.UserId == null && OfNobody.Contains(row.Kind)))
            : rows.Where(row => row.UserId == caller.UserId);
        if (request.Kind is { } kind)
            rows = rows.Where(row => row.Kind == kind);
        if (request.Flagged is { } flagged)
            rows = rows.Where(row => (row.Flags != AuditFlags.None) == flagged);
        if (request.After is { } after)
            rows = rows.Where(row => row.LastAt < after.LastAt || (row.LastAt == after.LastAt && row.Id < after.Id));
        return await rows.OrderByDescending(row => row.LastAt).ThenByDescending(row => row.Id)
            .Take(request.Limit + 1).ToListAsync(cancellationToken);
    }
}
