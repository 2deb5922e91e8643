namespace MusicAuth.Notices.Todo.Sources;

/// <summary>How many channels can send notices to a user.</summary>
internal interface INoticeChannelCount
{
    Task<int> CountAsync(Guid userId, CancellationToken cancellationToken);
}
