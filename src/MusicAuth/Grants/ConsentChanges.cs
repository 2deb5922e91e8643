using System.Collections.Concurrent;

namespace MusicAuth.Grants;

/// <summary>
/// The users whose consents have changed in this process: given, ended, or accepted again. Readers need not ask the
/// database for them.
/// </summary>
internal sealed class ConsentChanges : IGrantChangeHandler
{
    private readonly ConcurrentDictionary<Guid, bool> _users = new();

    public void Record(Guid userId) => _users[userId] = true;

    public IReadOnlyList<Guid> Take() => [.. _users.Keys.Where(user => _users.TryRemove(user, out _))];

    public Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken)
    {
        Record(userId);
        return Task.CompletedTask;
    }
}
