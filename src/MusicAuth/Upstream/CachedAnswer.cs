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
    private StoreShare _share = new();

    public AnswerKey Key { get; } = key;

    public StoredAnswer Answer { get; } = answer;

    /// <summary>True for the one caller who is to go the long way, which begins a renewal.</summary>
    public bool TryTellRenewal() => Interlocked.CompareExchange(ref _renewal, Told, 0) == 0;

    /// <summary>True for the one who is to renew it.</summary>
    public bool TryBeginRenewal() => Interlocked.Exchange(ref _renewal, Begun) != Begun;

    /// <summary>What was put together anew from the same old parts is not renewed once more.</summary>
    public void After(CachedAnswer? before)
    {
        if (before is null)
            return;
        if (before.Answer.FetchedAt == Answer.FetchedAt)
            _renewal = before._renewal;
        if (ReferenceEquals(before.Answer.Body, Answer.Body))
            _share = before._share;
    }

    /// <summary>Whether the store has these very bytes under this key, and room for them therefore.</summary>
    public bool IsInStore => _share.IsTaken;

    /// <summary>The store has let them go, or has taken them; for all entries with the same bytes.</summary>
    public void NoteStore(bool isIn) => _share.IsTaken = isIn;

    private sealed class StoreShare
    {
        public volatile bool IsTaken;
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

    /// <param name="entry">What memory let go.</param>
    /// <param name="wasReplaced">Whether another one stands in its place.</param>
    public void Remove(CachedAnswer entry, bool wasReplaced)
    {
        if (!_users.TryGetValue(entry.Key.UserId, out var theirs))
            return;
        if (wasReplaced)
            theirs.TryRemove(KeyValuePair.Create(entry.Key, entry));
        else
            theirs.TryRemove(entry.Key, out _);
        RemoveIfEmpty(entry.Key.UserId, theirs);
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

    public void Clear() => _users.Clear();

    private void RemoveIfEmpty(Guid userId, ConcurrentDictionary<AnswerKey, CachedAnswer> theirs)
    {
        if (theirs.IsEmpty)
            _users.TryRemove(KeyValuePair.Create(userId, theirs));
    }
}
