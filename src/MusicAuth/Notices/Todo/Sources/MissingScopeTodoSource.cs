namespace MusicAuth.Notices.Todo.Sources;

/// <summary>Scopes that an app required in vain, where a sign-in can grant them.</summary>
internal sealed class MissingScopeTodoSource(
    MissingScopeStore missingScopes, GrantStore grants, GrantStatus status, ScopeAdvisor advisor,
    PublicAddress address) : ITodoSource
{
    private const string Code = "scope_missing";

    public async Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var missing = await missingScopes.ListAsync(caller.UserId, cancellationToken);
        if (missing.Count == 0)
            return [];
        var active = (await grants.ListAsync(caller.UserId, cancellationToken))
            .Where(grant => status.DecryptOrReason(grant, out _) is null)
            .ToDictionary(grant => grant.Provider, StringComparer.Ordinal);
        return
        [
            .. missing.Where(scope => active.TryGetValue(scope.Provider, out var grant)
                    && !grant.Scopes.Contains(scope.Scope, StringComparer.Ordinal)
                    && advisor.IsRequestable(scope.Provider, scope.Scope))
                .Select(ToItem),
        ];
    }

    private TodoItem ToItem(MissingScope missing)
    {
        var name = advisor.DisplayNameOf(missing.Provider);
        return new TodoItem
        {
            Id = $"{Code}:{missing.Provider}:{missing.Scope}",
            Severity = TodoSeverity.Warning,
            Code = Code,
            Provider = missing.Provider,
            Title = $"An app needs more access to {name}.",
            Detail = $"An app sent a request to {name} that needs the permission {missing.Scope}, which your consent "
                + $"does not include. Sign in to {name} again to grant the permission. If you do not want that, change "
                + "the app; this item disappears 30 days after its last request.",
            ActionUrl = address.LoginUrl(missing.Provider, [missing.Scope]),
            Since = missing.FirstAt,
            Due = null,
        };
    }
}
