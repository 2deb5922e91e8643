using System.Collections.Concurrent;
using System.Text.Json.Serialization;

namespace MusicAuth.Upstream;

/// <summary>An answer with what it is kept under, and whether somebody has set out to renew it.</summary>
[method: JsonConstructor]
internal sealed class CachedAnswer(AnswerKey key, StoredAnswer answer)
{
    private const int Told = 1;
    private const int Begun = 2;
    private int _renewal;

    public AnswerKey Key { get; } = key;

    public StoredAnswer Answer { get; } = answer;

    /// <summary>True for the one caller who is to go the long way, which begins a renewal.</summary>
    public bool TryTellRenewal() => Interlocked.CompareExchange(ref _renewal, Told, 0) == 0;

    /// <summary>True for the one who is to renew it.</summary>
    public bool TryBeginRenewal() => Interlocked.Exchange(ref _renewal, Begun) != Begun;

    /// <summary>What was put together anew from the same old parts is not renewed once more.</summary>
    public void After(CachedAnswer? before)
    {
        if (before is not null && before.Answer.FetchedAt == Answer.FetchedAt)
            _renewal = before._renewal;
    }
}

/// <summary>An index of what memory holds, by user: found without making a text, and dropped at once.</summary>
internal sealed class CacheShelf
{
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<AnswerKey, CachedAnswer>> _users = new();

    public CachedAnswer? Find(in AnswerKey key) =>
        _users.TryGetValue(key.UserId, out var theirs) && theirs.TryGetValue(key, out var entry) ? entry : null;

    public void Put(CachedAnswer entry)
    {
        ConcurrentDictionary<AnswerKey, CachedAnswer> theirs;
        do
        {
            theirs = _users.GetOrAdd(entry.Key.UserId, static _ => new());
            theirs[entry.Key] = entry;
        }
        while (!_users.TryGetValue(entry.Key.UserId, out var now) || !ReferenceEquals(now, theirs));
    }

    /// <returns>False where the bytes are others, or the one before is not here any more.</returns>
    public bool TryReplace(CachedAnswer before, CachedAnswer entry) =>
        ReferenceEquals(before.Answer.Body, entry.Answer.Body)
        && _users.TryGetValue(entry.Key.UserId, out var theirs) && theirs.TryUpdate(entry.Key, entry, before);

    /// <param name="entry">What memory let go. It tells late: what came in its place since stays.</param>
    /// <param name="wasReplaced">Whether memory has another one in its place.</param>
    public void Remove(CachedAnswer entry, bool wasReplaced)
    {
        if (!_users.TryGetValue(entry.Key.UserId, out var theirs))
            return;
        while (theirs.TryGetValue(entry.Key, out var now) && SharesPlace(now)
            && !theirs.TryRemove(KeyValuePair.Create(entry.Key, now)))
        {
        }

        RemoveIfEmpty(entry.Key.UserId, theirs);

        // The same bytes had one place in memory, however often they were fetched.
        bool SharesPlace(CachedAnswer now) => ReferenceEquals(now, entry)
            || (!wasReplaced && ReferenceEquals(now.Answer.Body, entry.Answer.Body));
    }

    /// <summary>Takes out what a user has of a provider, or all.</summary>
    public IReadOnlyList<CachedAnswer> Take(Guid userId, string? provider)
    {
        if (!_users.TryGetValue(userId, out var theirs))
            return [];
        List<CachedAnswer> taken = [];
        foreach (var (key, entry) in theirs)
        {
            if (entry.Answer.IsOf(provider) && theirs.TryRemove(KeyValuePair.Create(key, entry)))
                taken.Add(entry);
        }

        RemoveIfEmpty(userId, theirs);
        return taken;
    }

    private void RemoveIfEmpty(Guid userId, ConcurrentDictionary<AnswerKey, CachedAnswer> theirs)
    {
        if (theirs.IsEmpty)
            _users.TryRemove(KeyValuePair.Create(userId, theirs));
    }
}
