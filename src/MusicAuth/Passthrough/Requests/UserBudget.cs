namespace MusicAuth.Passthrough.Requests;

/// <summary>Limits a quantity in total and for each user.</summary>
internal sealed class UserBudget(long total, long perUser)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, long> _used = [];
    private long _totalUsed;

    public bool TryTake(Guid user, long amount)
    {
        lock (_gate)
        {
            var used = _used.GetValueOrDefault(user) + amount;
            if (used > perUser || _totalUsed + amount > total)
                return false;
            _used[user] = used;
            _totalUsed += amount;
            return true;
        }
    }

    public void Return(Guid user, long amount)
    {
        if (amount == 0)
            return;
        lock (_gate)
        {
            _totalUsed -= amount;
            if ((_used[user] -= amount) == 0)
                _used.Remove(user);
        }
    }
}
