namespace MusicAuth.Notices.Todo;

/// <summary>What needs the user, the most urgent first.</summary>
internal sealed record TodoList(int Count, IReadOnlyList<TodoItem> Items);
