namespace MusicAuth.Tests.Library.Sources;

/// <summary>A provider with a given list. Each entry is an item, null, or missing, which shortens its page.</summary>
public sealed class FakeMusicSource(string provider, int pageSize) : IMusicSource
{
    private readonly Lock _gate = new();

    public string Provider => provider;

    public int MaxPageSize => pageSize;

    public bool HasFlow { get; init; }

    public IReadOnlyList<FakeEntry> Entries { get; set; } = [];

    /// <summary>The largest page that the provider returns, also for a larger limit.</summary>
    public int PageCap { get; init; } = int.MaxValue;

    public bool ReportsTotal { get; init; } = true;

    public List<int> RequestedOffsets { get; } = [];

    /// <summary>Called with offset and token before each response. An exception makes the call fail.</summary>
    public Func<int, string, CancellationToken, Task> BeforeResponse { get; set; } = (_, _, _) => Task.CompletedTask;

    public static IReadOnlyList<FakeEntry> Items(string prefix, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new FakeEntry($"{prefix}{i}"))];

    public void FailAt(int offset, UpstreamFault fault, string? reason = null, TimeSpan? retryAfter = null) =>
        BeforeResponse = (at, _, _) => at == offset
            ? throw new UpstreamException(provider, fault, "no") { Reason = reason, RetryAfter = retryAfter }
            : Task.CompletedTask;

    public async Task<ProviderPage<Playlist>> GetPlaylistsAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(access, range, cancellationToken);
        return new(
            [.. page.Entries.Select(id => id is null
                ? null
                : new Playlist { Provider = provider, Id = id, Name = id })],
            page.NextOffset, page.Total);
    }

    public async Task<ProviderPage<Track>> GetFavoritesAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(access, range, cancellationToken);
        return new(
            [.. page.Entries.Select(id => id is null
                ? null
                : new Track { Provider = provider, Id = id, Title = id, Artists = [] })],
            page.NextOffset, page.Total);
    }

    public Task<ProviderPage<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, PageRange range, CancellationToken cancellationToken) =>
        GetFavoritesAsync(access, range, cancellationToken);

    public Task<ProviderPage<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken) =>
        GetFavoritesAsync(access, new PageRange(0, 1000), cancellationToken);

    private async Task<ProviderPage<string>> ReadAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken)
    {
        var offset = (int)range.Offset;
        lock (_gate)
            RequestedOffsets.Add(offset);
        await BeforeResponse(offset, access.Token.Reveal(), cancellationToken);
        var end = offset + Math.Min(range.Size, PageCap);
        var entries = Entries.Skip(offset).Take(end - offset);
        return new(
            [.. entries.Where(entry => !entry.Missing).Select(entry => entry.Id)],
            end < Entries.Count ? end : null,
            ReportsTotal ? Entries.Count : null);
    }
}
