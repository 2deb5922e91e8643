namespace MusicAuth.Notices.Todo.Sources;

/// <summary>A user without a notice channel whose consent ends within 60 days.</summary>
internal sealed class NoticeChannelTodoSource(
    ChannelStore channels, GrantStore grants, GrantStatus status, PublicAddress address, TimeProvider time)
    : ITodoSource
{
    private const string Code = "no_notice_channel";

    public async Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ends = (await grants.ListAsync(caller.UserId, cancellationToken))
            .Where(grant => status.DecryptOrReason(grant, out _) is null)
            .Select(status.ReauthorizeBy).OfType<DateTimeOffset>()
            .Where(end => end > now && end <= now + TimeSpan.FromDays(ConsentTodoSource.NoticeDays)).ToList();
        return ends.Count > 0 && (await channels.ListAsync(caller.UserId, cancellationToken)).Count == 0
            ? [ToItem(ends.Min())]
            : [];
    }

    private TodoItem ToItem(DateTimeOffset end) => new()
    {
        Id = Code,
        Severity = TodoSeverity.Info,
        Code = Code,
        Provider = null,
        Title = "You have no notice channel.",
        Detail = "A consent of yours ends soon. Add a channel, such as e-mail or ntfy, and this server sends you a "
            + "notice in time.",
        ActionUrl = address.Absolute("/#account/notices"),
        Since = end - TimeSpan.FromDays(ConsentTodoSource.NoticeDays),
        Due = end,
    };
}
