namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>Records stages of consents together with their notices.</summary>
internal sealed class ConsentOutboxStore(
    MusicAuthDb db, IDatabaseDialect dialect, ConsentStore consents, MassRevocationStore massRevocations,
    NoticeStore notices, TimeProvider time)
{
    private static readonly string[] Obsolete = [NoticeTypes.ConsentEnding, NoticeTypes.ConsentEnded];

    /// <param name="users">The users with something due, as far as an earlier read has shown.</param>
    /// <param name="compose">What is due by a read that no other process can outdate.</param>
    /// <param name="cancellationToken">Cancels the transaction.</param>
    public async Task CollectAsync(
        Guid[] users,
        Func<IReadOnlyList<GrantConsent>, ILookup<Guid, ConsentAnnouncement>, IReadOnlySet<string>,
            (IReadOnlyList<ConsentChange> Changes, IReadOnlyList<NoticeDraft> Drafts)> compose,
        CancellationToken cancellationToken)
    {
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        var current = await consents.ListAsync(users, cancellationToken);
        var (changes, drafts) = compose(
            current, await consents.ListAnnouncementsAsync(current, cancellationToken),
            await massRevocations.ListProvidersAsync(time.GetUtcNow(), cancellationToken));
        foreach (var change in changes)
            consents.Record(change);
        await WithdrawAsync(changes, current, cancellationToken);
        await notices.AddAsync(drafts, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await consents.ForgetFormerAsync(
            [.. changes.Where(change => change.State is RenewedConsent).Select(change => change.Consent.GrantId)],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // A target that was dead until now must not get "has ended" after the renewal.
    private async Task WithdrawAsync(
        IReadOnlyList<ConsentChange> changes, IReadOnlyList<GrantConsent> current, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var userId in changes.Where(change => change.State is RenewedConsent)
            .Select(change => change.Consent.UserId).Distinct())
        {
            var open = current.Where(consent => consent.UserId == userId && ConsentLife.NeedsUser(consent, now))
                .Select(consent => consent.Provider).ToHashSet(StringComparer.Ordinal);
            await notices.WithdrawAsync(userId, Obsolete, open, cancellationToken);
        }
    }
}
