namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>Notices about consents: before their end, at their end, and at their renewal.</summary>
internal sealed class ConsentNotices(
    ScopedServices scopes, ConsentWatch watch, IEnumerable<IScopeRules> providers, PublicAddress address,
    TimeProvider time) : INoticeSource
{
    private readonly Dictionary<string, string> _names =
        providers.ToDictionary(provider => provider.Provider, provider => provider.DisplayName, StringComparer.Ordinal);

    public Task CollectAsync(CancellationToken cancellationToken) => watch.FindDueAsync(
        users => scopes.UseAsync((ConsentOutboxStore store) => store.CollectAsync(users, Compose, cancellationToken)),
        cancellationToken);

    private (IReadOnlyList<ConsentChange>, IReadOnlyList<NoticeDraft>) Compose(
        IReadOnlyList<GrantConsent> consents, ILookup<Guid, ConsentAnnouncement> announced, IReadOnlySet<string> mass)
    {
        // Not the time of the first read: another process may have committed since.
        var now = time.GetUtcNow();
        var changes = ListDue(consents, announced, now);
        var text = new ConsentText(_names, mass, now);
        var drafts = changes.Where(change => change.State.NoticeType is not null)
            .GroupBy(change => (change.Consent.UserId, IsRenewal: change.State is RenewedConsent))
            .Select(group => ToDraft([.. group.OrderBy(change => change.IsEnded ? 0 : 1)
                .ThenBy(change => change.Consent.EndsAt)], text, now));
        return (changes, [.. drafts]);
    }

    private static List<ConsentChange> ListDue(
        IReadOnlyList<GrantConsent> consents, ILookup<Guid, ConsentAnnouncement> announced, DateTimeOffset now)
    {
        var changes = ConsentLife.ListChanges(consents, announced, now);
        var users = changes.Where(change => change.State is DueConsent or ExpiredConsent)
            .Where(change => change.State.NoticeType is not null)
            .Select(change => change.Consent.UserId).ToHashSet();
        // One notice names everything of that day, so what is due later that day comes with it.
        var endOfDay = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        var later = ConsentLife
            .ListChanges(consents.Where(consent => users.Contains(consent.UserId)), announced, endOfDay)
            .Where(change => change.State is DueConsent && changes.TrueForAll(
                other => other.Consent.GrantId != change.Consent.GrantId));
        return [.. changes, .. later];
    }

    private NoticeDraft ToDraft(List<ConsentChange> changes, ConsentText text, DateTimeOffset now)
    {
        var mostUrgent = changes[0];
        return new NoticeDraft(
            mostUrgent.Consent.UserId, mostUrgent.State.NoticeType!, text.TitleOf(changes), text.DetailOf(changes),
            mostUrgent.State is RenewedConsent ? address.Absolute("/") : address.LoginUrl(mostUrgent.Consent.Provider),
            mostUrgent.IsEnded || mostUrgent.State.Steps.Any(step => step.Stage == ConsentStage.Day1),
            [.. changes.Select(change => new NoticeConnection(
                change.Consent.Provider, change.Consent.AccountId, change.Consent.EndsAt,
                change.Consent.DaysLeft(now)))]);
    }
}
