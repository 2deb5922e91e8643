namespace MusicAuth.Passthrough.Requests;

/// <summary>
/// How much memory the bodies of requests may take, of all users and of each: half of it, as with concurrency slots.
/// </summary>
internal sealed class RequestBodyLimiter
{
    private const long MaxBytes = 48 * 1024 * 1024;
    private const long MaxBytesPerUser = MaxBytes / 2;
    private const int MaxBodies = 512;
    private const int MaxBodiesPerUser = MaxBodies / 4;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, (int Bodies, long Bytes)> _users = [];
    private int _bodies;
    private long _bytes;

    /// <exception cref="ProblemException">rate_limited.</exception>
    public Reservation Reserve(Guid user)
    {
        lock (_gate)
        {
            var (bodies, bytes) = _users.GetValueOrDefault(user);
            if (bodies >= MaxBodiesPerUser || _bodies >= MaxBodies)
                throw Full();
            _users[user] = (bodies + 1, bytes);
            _bodies++;
        }

        return new Reservation(this, user);
    }

    private void Add(Guid user, int read)
    {
        lock (_gate)
        {
            var (bodies, bytes) = _users[user];
            if (bytes + read > MaxBytesPerUser || _bytes + read > MaxBytes)
                throw Full();
            _users[user] = (bodies, bytes + read);
            _bytes += read;
        }
    }

    private void Release(Guid user, long size)
    {
        lock (_gate)
        {
            var (bodies, bytes) = _users[user];
            if (bodies == 1)
                _users.Remove(user);
            else
                _users[user] = (bodies - 1, bytes - size);
            _bodies--;
            _bytes -= size;
        }
    }

    private static ProblemException Full() => new(
        ProblemCode.RateLimited,
            "MusicAuth is receiving too many request bodies at once. Send fewer requests in parallel.")
    {
        RetryAfter = RetryAfter,
    };

    /// <summary>What one body takes of it.</summary>
    internal sealed class Reservation(RequestBodyLimiter budget, Guid user) : IDisposable
    {
        private RequestBodyLimiter? _budget = budget;
        private long _size;

        /// <exception cref="ProblemException">rate_limited.</exception>
        public void Add(int read)
        {
            _budget!.Add(user, read);
            _size += read;
        }

        public void Dispose() => Interlocked.Exchange(ref _budget, null)?.Release(user, _size);
    }
}
