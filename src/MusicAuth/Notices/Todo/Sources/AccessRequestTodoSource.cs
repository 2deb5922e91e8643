namespace MusicAuth.Notices.Todo.Sources;

/// <summary>Accounts that ask to come in, for the owner.</summary>
internal sealed class AccessRequestTodoSource(
    AccessRequestStore requests, ScopeAdvisor providers, PublicAddress address) : ITodoSource
{
    private const string Code = "access_requested";

    public async Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.IsOwner ? [.. (await requests.ListAsync(cancellationToken)).Select(ToItem)] : [];

    private TodoItem ToItem(GuestAccount guest) => new()
    {
        Id = $"{Code}:{guest.Id}",
        Severity = TodoSeverity.Info,
        Code = Code,
        Provider = guest.Provider,
        Title = $"{guest.DisplayName ?? guest.ToAccount().Key} asks to come in.",
        Detail = $"A person signed in with the {providers.DisplayNameOf(guest.Provider)} account "
            + $"{guest.ToAccount().Key}, which is not allowed to use this server. Let the account in, or refuse it.",
        ActionUrl = address.Absolute("/#account/people"),
        Since = guest.AskedAt,
        Due = guest.AskedAt + AccessRequestStore.Lifetime,
        IsForOwner = true,
    };
}
