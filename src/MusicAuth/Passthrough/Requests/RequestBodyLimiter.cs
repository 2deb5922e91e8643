namespace MusicAuth.Passthrough.Requests;

/// <summary>Limits the number and the memory of request bodies, in total and for each user.</summary>
internal sealed class RequestBodyLimiter
{
    private const long MaxBytes = 48 * 1024 * 1024;
    private const int MaxBodies = 512;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly UserBudget _bytes = new(MaxBytes, perUser: MaxBytes / 2);
    private readonly UserBudget _bodies = new(MaxBodies, perUser: MaxBodies / 4);

    public Reservation Reserve(Guid user) => _bodies.TryTake(user, 1) ? new Reservation(this, user) : throw Full();

    private static ProblemException Full() => new(
        ProblemCode.RateLimited,
        "MusicAuth is receiving too many request bodies at once. Send fewer requests in parallel.")
    {
        RetryAfter = RetryAfter,
    };

    /// <summary>The share of one body.</summary>
    internal sealed class Reservation(RequestBodyLimiter limiter, Guid user) : IDisposable
    {
        private RequestBodyLimiter? _limiter = limiter;
        private long _size;

        public void Add(int bytes)
        {
            if (!_limiter!._bytes.TryTake(user, bytes))
                throw Full();
            _size += bytes;
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _limiter, null) is not { } taken)
                return;
            taken._bytes.Return(user, _size);
            taken._bodies.Return(user, 1);
        }
    }
}
