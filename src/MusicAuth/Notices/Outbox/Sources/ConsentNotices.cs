namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>Notices about consents: before their end, at their end, and at their renewal.</summary>
internal sealed class ConsentNotices(
    ScopedServices scopes, ConsentWatch watch, IEnumerable<IScopeRules> providers, PublicAddress address,
    TimeProvider time) : INoticeSource
{
    private static readonly TimeSpan SameMinute = TimeSpan.FromMinutes(1);

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
        // Consents that end in the same minute have ended by the time at which the notice arrives.
        var receivedAt = now + SameMinute;
        var text = new ConsentText(_names, mass, receivedAt);
        var drafts = changes.Where(change => change.State.NoticeType is not null)
            .GroupBy(change => (change.Consent.UserId, IsRenewal: change.State is RenewedConsent))
            .Select(group => ToDraft([.. group.OrderBy(change => change.Consent.HasEnded(receivedAt) ? 0 : 1)
                .ThenBy(change => change.Consent.EndsAt)], text, receivedAt));
        return (changes, [.. drafts]);
    }

    // One notice names everything of that day, so what is due later that day comes with it.
    private static List<ConsentChange> ListDue(
        IReadOnlyList<GrantConsent> consents, ILookup<Guid, ConsentAnnouncement> announced, DateTimeOffset now)
    {
        var changes = ConsentLife.ListChanges(consents, announced, now).ToDictionary(change => change.Consent.GrantId);
        var notified = changes.Values
            .Where(change => change.State is DueConsent or ExpiredConsent && change.State.NoticeType is not null)
            .ToLookup(change => change.Consent.UserId, change => change.IsEnded);
        var endOfDay = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        var later = ConsentLife.ListChanges(
            consents.Where(consent => notified.Contains(consent.UserId)), announced,
            endOfDay > now + SameMinute ? endOfDay : now + SameMinute);
        foreach (var change in later)
        {
            var (grant, user) = (change.Consent.GrantId, change.Consent.UserId);
            if (IsNamed(change, changes.GetValueOrDefault(grant)?.State, hasEnd: notified[user].Contains(true)))
                changes[grant] = change;
        }

        return [.. changes.Values];
    }

    /// <param name="later">What the consent reaches later that day.</param>
    /// <param name="now">What it has reached now; null for nothing.</param>
    /// <param name="hasEnd">Whether another consent of the user has ended.</param>
    private static bool IsNamed(ConsentChange later, IConsentState? now, bool hasEnd) => later.State switch
    {
        DueConsent => now is null or FreshConsent,
        // A notice that a consent comes nearer to its end must not replace the notice of an end.
        ExpiredConsent => hasEnd && now is (null or FreshConsent or DueConsent),
        _ => false,
    };

    private NoticeDraft ToDraft(List<ConsentChange> changes, ConsentText text, DateTimeOffset receivedAt)
    {
        var mostUrgent = changes[0];
        return new NoticeDraft(
            mostUrgent.Consent.UserId, mostUrgent.State.NoticeType!, text.TitleOf(changes), text.DetailOf(changes),
            mostUrgent.State is RenewedConsent ? address.Absolute("/") : address.LoginUrl(mostUrgent.Consent.Provider),
            mostUrgent.IsEnded || mostUrgent.State.Steps.Any(step => step.Stage == ConsentStage.Day1),
            [.. changes.Select(change => new NoticeConnection(
                change.Consent.Provider, change.Consent.AccountId, change.Consent.EndsAt,
                change.DaysLeft(receivedAt)))]);
    }
}
