namespace MusicAuth.Operations.Doctor;

/// <summary>The server's own troubles, for the owner.</summary>
internal sealed class DoctorTodoSource(DoctorTodo doctor, PublicAddress address) : ITodoSource
{
    public Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TodoItem>>(caller.IsOwner
            ? [.. doctor.Read().Select(known => ToItem(known.Finding, known.Since))]
            : []);

    private TodoItem ToItem(DoctorFinding finding, DateTimeOffset since) => new()
    {
        Id = finding.Code,
        Severity = finding.Severity == DoctorSeverity.Error ? TodoSeverity.Critical : TodoSeverity.Warning,
        Code = finding.Code,
        Provider = null,
        Title = finding.Title,
        Detail = $"{finding.Detail} {finding.Remedy}".Trim(),
        ActionUrl = address.Absolute("/#account"),
        Since = since,
        Due = null,
        IsForOwner = true,
    };
}
