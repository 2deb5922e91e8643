namespace MusicAuth.Notices.Todo.Sources;

/// <summary>Without notices no user has a channel.</summary>
internal sealed class NoNoticeChannels : INoticeChannelCount
{
    public Task<int> CountAsync(Guid userId, CancellationToken cancellationToken) => Task.FromResult(0);
}
