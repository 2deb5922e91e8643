namespace MusicAuth.Passthrough.Responses;

/// <summary>
/// Limits the streamed responses in progress, in total and for each user. A download holds a connection to the provider
/// but no concurrency slot, because the provider has answered.
/// </summary>
internal sealed class DownloadLimiter
{
    public const int MaxDownloads = 192;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly UserBudget _downloads = new(MaxDownloads, perUser: MaxDownloads / 3);

    public IDisposable Acquire(Guid user) => _downloads.TryTake(user, 1)
        ? new Download(_downloads, user)
        : throw new ProblemException(
            ProblemCode.RateLimited,
            "You are downloading too many large responses at once. Finish some downloads first.")
        {
            RetryAfter = RetryAfter,
        };

    private sealed class Download(UserBudget downloads, Guid user) : IDisposable
    {
        private UserBudget? _downloads = downloads;

        public void Dispose() => Interlocked.Exchange(ref _downloads, null)?.Return(user, 1);
    }
}
