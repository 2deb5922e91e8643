namespace MusicAuth.Passthrough.Responses;

/// <summary>
/// How many long answers are on their way to slow callers, of all users and of each. They hold a connection to the
/// provider, but no concurrency slot: the provider has answered.
/// </summary>
internal sealed class DownloadLimiter
{
    public const int MaxDownloads = 192;
    private const int MaxDownloadsPerUser = MaxDownloads / 3;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _users = [];
    private int _all;

    /// <exception cref="ProblemException">rate_limited.</exception>
    public IDisposable Acquire(Guid user)
    {
        lock (_gate)
        {
            var theirs = _users.GetValueOrDefault(user);
            if (_all >= MaxDownloads || theirs >= MaxDownloadsPerUser)
                throw new ProblemException(
                    ProblemCode.RateLimited,
                        "You are downloading too many large responses at once. Finish some downloads first.")
                {
                    RetryAfter = RetryAfter,
                };
            _users[user] = theirs + 1;
            _all++;
        }

        return new Download(this, user);
    }

    private void Release(Guid user)
    {
        lock (_gate)
        {
            _all--;
            if (_users[user] == 1)
                _users.Remove(user);
            else
                _users[user]--;
        }
    }

    private sealed class Download(DownloadLimiter downloads, Guid user) : IDisposable
    {
        private DownloadLimiter? _downloads = downloads;

        public void Dispose() => Interlocked.Exchange(ref _downloads, null)?.Release(user);
    }
}
