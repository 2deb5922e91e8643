namespace MusicAuth.Notices.Todo;

/// <summary>Collects the items of all sources that the caller can see.</summary>
internal sealed class TodoCollector(IEnumerable<ITodoSource> sources)
{
    public async Task<TodoList> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        List<TodoItem> items = [];
        // One after another: they share a database connection.
        foreach (var source in sources)
            items.AddRange(await source.ListAsync(caller, cancellationToken));
        TodoItem[] visible =
        [
            .. items.Where(item => IsVisible(item, caller))
                .OrderByDescending(item => item.Severity).ThenBy(item => item.Due ?? DateTimeOffset.MaxValue)
                .ThenBy(item => item.Since).ThenBy(item => item.Id, StringComparer.Ordinal),
        ];
        return new TodoList(visible.Length, visible);
    }

    private static bool IsVisible(TodoItem item, Caller caller) =>
        (!item.IsForOwner || caller.IsOwner)
        && (item.Provider is { } provider ? caller.CanAccess(provider) : caller.Key?.Providers is null);
}
