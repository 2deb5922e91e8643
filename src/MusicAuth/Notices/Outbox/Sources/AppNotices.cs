namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>Notices for the owner: a provider rejects the provider app, so no user gets music from it.</summary>
internal sealed class AppNotices(
    ScopedServices scopes, AppHealth health, IEnumerable<IScopeRules> providers, PublicAddress address,
    TimeProvider time) : INoticeSource
{
    // The health of an app is not stored: after a restart it is unknown until the next call.
    private static readonly TimeSpan EndsAfter = TimeSpan.FromDays(1);

    // The last incidents that the database knows of.
    private List<(IScopeRules, string)> _known = [];
    private DateTimeOffset _knownAt;

    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        var (unhealthy, now) = (Unhealthy(), time.GetUtcNow());
        if (unhealthy.Count == 0)
        {
            _known = [];
            return;
        }

        var isKnown = unhealthy.SequenceEqual(_known) && now >= _knownAt && now < _knownAt + IncidentStore.Refresh;
        if (isKnown || await scopes.UseAsync((UserStore users) => users.OwnerAsync(cancellationToken)) is not { } owner)
            return;
        var seen = unhealthy.ToDictionary(app => (owner, $"app:{app.Provider.Provider}:{app.Reason}"));
        await scopes.UseAsync((IncidentStore store) =>
            store.CollectAsync(seen, EndsAfter, news => [.. news.Select(Compose)], cancellationToken));
        (_known, _knownAt) = (unhealthy, now);
    }

    private List<(IScopeRules Provider, string Reason)> Unhealthy() =>
    [
        .. (from provider in providers
            from endpoint in Enum.GetValues<ProviderEndpoint>()
            let reason = health.GetReason(provider.Provider, endpoint)
            where reason is not null
            select (provider, reason)).Distinct(),
    ];

    private NoticeDraft Compose((Guid UserId, (IScopeRules Provider, string Reason) App) news)
    {
        var (provider, reason) = news.App;
        var name = provider.DisplayName;
        return new NoticeDraft(
            news.UserId, NoticeTypes.AppUnhealthy, $"{name} rejects the app of your MusicAuth",
            $"{Describe(name, reason)} Until then no user of this server gets music from {name}. The consents of your "
            + "users are not affected.",
            address.Absolute("/#account/setup"), IsUrgent: true, []);
    }

    private static string Describe(string name, string reason) => reason switch
    {
        ProviderReasons.InvalidClient => $"{name} does not accept the client id or the client secret of this server. "
            + $"Open the link and correct both, or correct {name}:ClientId and {name}:ClientSecret if the settings "
            + "contain the app.",
        ProviderReasons.PremiumLapsed => $"{name} has disabled the app of this server, because the account that owns "
            + $"the app has no Premium subscription. Renew the subscription. {name} then enables the app within some "
            + "hours.",
        ProviderReasons.AppDisabled => $"{name} has disabled the app of this server. Open the app in the dashboard of "
            + $"{name}.",
        _ => $"{name} rejects the app of this server ({reason}). Open the app in the dashboard of {name}.",
    };
}
