namespace MusicAuth.Notices.Todo;

/// <summary>Something that only the user can repair. Times are RFC 3339 in UTC.</summary>
internal sealed record TodoItem
{
    /// <summary>Stays the same as long as the item exists.</summary>
    public required string Id { get; init; }
    public required TodoSeverity Severity { get; init; }

    /// <summary>The kind of item, for programs. The code is stable.</summary>
    public required string Code { get; init; }

    /// <summary>The provider that the item concerns; null where it concerns none.</summary>
    public required string? Provider { get; init; }

    /// <summary>One sentence.</summary>
    public required string Title { get; init; }

    /// <summary>The cause, and the steps that repair it.</summary>
    public required string Detail { get; init; }

    /// <summary>The absolute URL that repairs it. It also works in a browser that is not signed in.</summary>
    public required string ActionUrl { get; init; }
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it becomes too late; null where it is so already, or where there is no such time.</summary>
    public required DateTimeOffset? Due { get; init; }

    /// <summary>Whether only a session of the owner sees it.</summary>
    internal bool IsForOwner { get; init; }
}
