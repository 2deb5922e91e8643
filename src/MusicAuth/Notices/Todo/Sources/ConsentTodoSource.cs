namespace MusicAuth.Notices.Todo.Sources;

/// <summary>Consents that end within 60 days, and consents that have ended.</summary>
internal sealed class ConsentTodoSource(
    GrantStore grants, GrantStatus status, MassRevocationStore massRevocations, ConsentTodoText text,
    PublicAddress address, TimeProvider time) : ITodoSource
{
    public const int NoticeDays = 60;

    private const int WarningDays = 30;
    private const int CriticalDays = 1;

    public async Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        List<TodoItem> items = [];
        foreach (var grant in await grants.ListAsync(caller.UserId, cancellationToken))
        {
            if (status.FindEndpoint(grant.Provider) is not null
                && await FindAsync(grant, cancellationToken) is { } item)
                items.Add(item);
        }

        return items;
    }

    private async Task<TodoItem?> FindAsync(Grant grant, CancellationToken cancellationToken)
    {
        var end = status.ReauthorizeBy(grant);
        // The provider's refusal can come up to an hour after the end.
        var reason = status.DecryptOrReason(grant, out _)
            ?? (end <= time.GetUtcNow() ? ReauthorizationReason.ConsentExpired : null);
        if (reason is { } ended)
            return Ended(grant, ended, end, await IsMassRevocationAsync(grant, ended, cancellationToken));
        return end is { } due && status.DaysLeft(grant) is { } days and <= NoticeDays ? Ending(grant, days, due) : null;
    }

    private TodoItem Ending(Grant grant, int days, DateTimeOffset due) => new()
    {
        Id = IdOf(grant),
        Severity = days <= CriticalDays ? TodoSeverity.Critical
            : days <= WarningDays ? TodoSeverity.Warning
            : TodoSeverity.Info,
        Code = ConsentTodoText.EndingCode,
        Provider = grant.Provider,
        Title = text.TitleOfEnding(grant.Provider, days),
        Detail = text.DetailOfEnding(grant.Provider),
        ActionUrl = address.LoginUrl(grant.Provider),
        Since = due - TimeSpan.FromDays(NoticeDays),
        Due = due,
    };

    private TodoItem Ended(Grant grant, ReauthorizationReason reason, DateTimeOffset? end, bool isMass) => new()
    {
        Id = IdOf(grant),
        Severity = TodoSeverity.Critical,
        Code = ConsentTodoText.CodeOf(reason, isMass),
        Provider = grant.Provider,
        Title = text.TitleOfEnded(grant.Provider, reason),
        Detail = text.DetailOfEnded(grant.Provider, reason, isMass),
        ActionUrl = address.LoginUrl(grant.Provider),
        Since = grant.InvalidatedAt ?? EndOf(grant, reason, end),
        Due = null,
    };

    private async Task<bool> IsMassRevocationAsync(
        Grant grant, ReauthorizationReason reason, CancellationToken cancellationToken) =>
        reason is ReauthorizationReason.Revoked or ReauthorizationReason.ConsentExpired
        && grant.InvalidatedAt is { } at
        && await massRevocations.IsPartOfAsync(grant.Provider, at, cancellationToken);

    // The server does not record when the app was changed or the key was lost.
    private static DateTimeOffset EndOf(Grant grant, ReauthorizationReason reason, DateTimeOffset? end) =>
        (reason == ReauthorizationReason.ConsentExpired ? end ?? grant.AccessExpiresAt : null)
        ?? grant.LastRefreshedAt ?? grant.AuthorizedAt;

    // A new consent begins a new item; a refresh does not.
    private static string IdOf(Grant grant) => $"consent:{grant.Id:N}:{grant.AuthorizedAt.ToUnixTimeSeconds()}";
}
