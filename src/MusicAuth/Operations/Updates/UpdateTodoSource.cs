namespace MusicAuth.Operations.Updates;

/// <summary>A newer release, for the owner.</summary>
internal sealed class UpdateTodoSource(UpdateCheck check, PublicAddress address) : ITodoSource
{
    private const string Code = "update_available";

    public Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TodoItem>>(
            caller.IsOwner && check.Newer is { } newer ? [ToItem(newer)] : []);

    private TodoItem ToItem(NewRelease newer) => new()
    {
        Id = $"{Code}:{newer.Version}",
        Severity = TodoSeverity.Info,
        Code = Code,
        Provider = null,
        Title = $"MusicAuth {newer.Version} is available.",
        Detail = $"This server runs {ProductVersion.Text}. Read what has changed, then update the image or the "
            + "program. The new version copies the database before it changes it.",
        ActionUrl = newer.NotesUrl?.AbsoluteUri ?? address.Absolute("/#account/setup"),
        Since = newer.FoundAt,
        Due = null,
        IsForOwner = true,
    };
}
