using System.Collections.Concurrent;
using System.Text.Json.Serialization;

namespace MusicAuth.Upstream;

/// <summary>An answer with what it is kept under, and whether somebody has set out to renew it.</summary>
[method: JsonConstructor]
internal sealed class CachedAnswer(AnswerKey key, StoredAnswer answer)
{
    private const int Rest = 2 * 1024;
    private const int Told = 1;
    private const int Begun = 2;
    private int _renewal;
    private CachedAnswer? _place;

    public AnswerKey Key { get; } = key;

    public StoredAnswer Answer { get; } = answer;

    /// <summary>
    /// What the entry takes of the cache's bound: the answer, its key, which a caller may make as long as an address,
    /// and what two indexes and the cache itself add.
    /// </summary>
    [JsonIgnore]
    public long Size => Answer.Size + StoredAnswer.TextSize(Key.Resource) + StoredAnswer.TextSize(Key.Audience) + Rest;

    /// <summary>True for the one caller who is to go the long way, which begins a renewal.</summary>
    public bool TryTellRenewal() => Interlocked.CompareExchange(ref _renewal, Told, 0) == 0;

    /// <summary>True for the one who is to renew it.</summary>
    public bool TryBeginRenewal() => Interlocked.Exchange(ref _renewal, Begun) != Begun;

    /// <summary>Whether both have the same place in memory.</summary>
    public bool SharesPlaceOf(CachedAnswer other) => ReferenceEquals(_place ?? this, other._place ?? other);

    /// <summary>The same bytes, fetched anew, stay where they lie; others have a place of their own.</summary>
    /// <returns>False where the bytes are others.</returns>
    public bool TryTakePlaceOf(CachedAnswer before)
    {
        if (!ReferenceEquals(before.Answer.Body, Answer.Body))
            return false;
        _place = before._place ?? before;
        return true;
    }

    public void LeavePlace() => _place = null;

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
    public bool TryReplace(CachedAnswer before, CachedAnswer entry)
    {
        if (!entry.TryTakePlaceOf(before))
            return false;
        if (_users.TryGetValue(entry.Key.UserId, out var theirs) && theirs.TryUpdate(entry.Key, entry, before))
            return true;
        entry.LeavePlace();
        return false;
    }

    /// <param name="entry">What memory let go. It tells late: what has another place since stays.</param>
    public void Remove(CachedAnswer entry)
    {
        if (!_users.TryGetValue(entry.Key.UserId, out var theirs))
            return;
        while (theirs.TryGetValue(entry.Key, out var now) && now.SharesPlaceOf(entry)
            && !theirs.TryRemove(KeyValuePair.Create(entry.Key, now)))
        {
        }

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

    private void RemoveIfEmpty(Guid userId, ConcurrentDictionary<AnswerKey, CachedAnswer> theirs)
    {
        if (theirs.IsEmpty)
            _users.TryRemove(KeyValuePair.Create(userId, theirs));
    }
}
