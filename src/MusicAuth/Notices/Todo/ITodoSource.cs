namespace MusicAuth.Notices.Todo;

/// <summary>Finds items of one kind. Every registered source contributes to <c>GET /me/todo</c>.</summary>
internal interface ITodoSource
{
    /// <summary>
    /// The items of the caller's user. The list omits those that the caller must not see: items of other providers
    /// than the key's, and items for the owner where the caller is no session of the owner.
    /// </summary>
    Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken);
}
