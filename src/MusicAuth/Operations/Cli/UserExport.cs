namespace MusicAuth.Operations.Cli;

/// <summary>Everything of one user, without tokens, secrets and hashes. Times are RFC 3339 in UTC.</summary>
internal sealed record UserExport(
    DateTimeOffset ExportedAt, object User, IReadOnlyList<object> Identities, IReadOnlyList<object> Connections,
    IReadOnlyList<object> MissingScopes, IReadOnlyList<object> Sessions, IReadOnlyList<ApiKeyInfo> ApiKeys,
    IReadOnlyList<object> PendingLinks, IReadOnlyList<object> NoticeChannels, IReadOnlyList<object> Notices,
    IReadOnlyList<object> NoticeIncidents, IReadOnlyList<object> ConsentStages, bool Calendar,
    IReadOnlyList<InvitationInfo> Invitations, IReadOnlyList<AuditItem> Activity)
{
    public static async Task<UserExport> ReadAsync(
        IServiceProvider services, User user, CancellationToken cancellationToken)
    {
        var identities = await Get<IdentityStore>().ListAsync(user.Id, cancellationToken);
        var grants = await Get<GrantStore>().ListAsync(user.Id, cancellationToken);
        var missing = await Get<MissingScopeStore>().ListAsync(user.Id, cancellationToken);
        var sessions = await Get<SessionStore>().ListAsync(user.Id, cancellationToken);
        var keys = await Get<ApiKeyStore>().ListAsync(user.Id, cancellationToken);
        var channels = await Get<ChannelStore>().ListAsync(user.Id, cancellationToken);
        var invitations = await Get<InvitationStore>().ListAsync(user.Id, cancellationToken);
        var rows = new UserExportStore(Get<MusicAuthDb>(), user.Id);
        return new(
            Get<TimeProvider>().GetUtcNow(),
            new { user.Id, user.DisplayName, user.IsOwner, user.CreatedAt },
            [.. identities.Select(Describe)],
            [.. grants.Select(Describe)],
            [.. missing.Select(row => new { row.Provider, row.Scope, row.FirstAt, row.LastAt })],
            [.. sessions.Select(row => new { row.Id, row.CreatedAt, row.LastSeenAt, row.Browser, row.Address })],
            [.. keys.Select(ApiKeyInfo.Of)],
            await rows.ListPendingLinksAsync(cancellationToken),
            [.. channels.Select(channel => Describe(channel, Get<ChannelProtector>()))],
            await rows.ListNoticesAsync(cancellationToken),
            await rows.ListNoticeIncidentsAsync(cancellationToken),
            await rows.ListConsentStagesAsync(cancellationToken),
            await Get<CalendarStore>().HasFeedAsync(user.Id, cancellationToken),
            [.. invitations.Select(InvitationInfo.Of)],
            [.. (await Get<AuditStore>().ListOfUserAsync(user.Id, cancellationToken)).Select(AuditItem.Of)]);

        T Get<T>() where T : notnull => services.GetRequiredService<T>();
    }

    private static object Describe(Identity identity) => new
    {
        identity.Id,
        identity.Provider,
        identity.AccountId,
        identity.ProviderUserId,
        identity.DisplayName,
        identity.LinkedAt,
        identity.LastSignInAt,
    };

    private static object Describe(Grant grant) => new
    {
        grant.Id,
        grant.Provider,
        grant.AccountId,
        grant.DisplayName,
        grant.Scopes,
        grant.State,
        grant.Reason,
        grant.AuthorizedAt,
        grant.AccessExpiresAt,
        grant.LastRefreshedAt,
        grant.InvalidatedAt,
    };

    // A topic or a hook is a secret in itself; a mail address is not.
    private static object Describe(NoticeChannel channel, ChannelProtector protector) => new
    {
        channel.Id,
        channel.Kind,
        Target = channel.Kind == ChannelKind.Email && protector.TryUnprotect(channel, out var address)
            ? address.Target
            : null,
        channel.CreatedAt,
        channel.LastSentAt,
        channel.LastError,
    };
}
