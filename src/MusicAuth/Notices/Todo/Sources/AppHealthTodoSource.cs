namespace MusicAuth.Notices.Todo.Sources;

/// <summary>Provider apps that their provider rejects, for the owner.</summary>
internal sealed class AppHealthTodoSource(
    AppHealth health, IEnumerable<ITokenEndpoint> endpoints, ScopeAdvisor providers, PublicAddress address)
    : ITodoSource
{
    private const string Code = "app_unhealthy";

    private static readonly ProviderEndpoint[] Endpoints = [ProviderEndpoint.Api, ProviderEndpoint.Token];

    public Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TodoItem>>(caller.IsOwner
            ? [.. endpoints.Select(endpoint => Find(endpoint.Provider)).OfType<TodoItem>()]
            : []);

    private TodoItem? Find(string provider)
    {
        foreach (var endpoint in Endpoints)
        {
            if (health.GetReason(provider, endpoint) is { } reason
                && health.GetUnhealthySince(provider, endpoint) is { } since)
                return ToItem(provider, reason, since);
        }

        return null;
    }

    private TodoItem ToItem(string provider, string reason, DateTimeOffset since) => new()
    {
        Id = $"{Code}:{provider}",
        Severity = TodoSeverity.Critical,
        Code = Code,
        Provider = provider,
        Title = $"{providers.DisplayNameOf(provider)} rejects the app of this server.",
        Detail = new ProviderProblem(provider, ProblemCode.ProviderAppUnhealthy, reason, RetryAfter: null).Describe()
            + " No user can use the service through this server until then.",
        ActionUrl = address.Absolute("/#account/setup"),
        Since = since,
        Due = null,
        IsForOwner = true,
    };
}
