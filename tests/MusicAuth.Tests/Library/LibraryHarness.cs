using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace MusicAuth.Tests.Library;

public sealed class LibraryHarness
{
    private readonly UnifiedLibrary _library;

    public LibraryHarness(params IMusicSource[] sources)
        : this(0, sources)
    {
    }

    public LibraryHarness(int freshSeconds, params IMusicSource[] sources)
    {
        foreach (var source in sources)
            Tokens[source.Provider] = new TokenResult.Fresh(new AccessToken("old"), 1);
        var tokens = new TokenAccess(
            (_, provider, _) => Task.FromResult(Tokens[provider]),
            (_, provider, refused, _) =>
            {
                lock (RefreshedGenerations)
                    RefreshedGenerations.Add(refused);
                return Task.FromResult(RefreshedTokens[provider]);
            });
        var pages = new ProviderPageCache(Cache = new CacheUnderTest(freshSeconds, clock: Clock).Cache, Clock);
        _library = new UnifiedLibrary(
            sources,
            new SourceClientFactory(tokens, pages, Options.Create(new UpstreamOptions()), Clock),
            new CursorProtector(Protection),
            new RecentTotals(),
            Advice,
            Clock);
    }

    public static EphemeralDataProtectionProvider Protection { get; } = new();

    public static ScopeAdvisor Advice { get; } = new(
        [new Rules("spotify", "Spotify", ["user-library-read"]), new Rules("deezer", "Deezer", [])],
        new PublicAddress(
            Options.Create(new WebOptions { PublicUrl = "https://music.example" }),
            new ConfigurationBuilder().Build()));

    public Guid User { get; set; } = Guid.NewGuid();

    private Caller TestCaller => new(User, new HashSet<string> { AccessScopes.LibraryRead });

    public FakeTimeProvider Clock { get; } = new();

    public ResponseCache Cache { get; }

    public Dictionary<string, TokenResult> Tokens { get; } = [];

    public Dictionary<string, TokenResult> RefreshedTokens { get; } = [];

    public List<long> RefreshedGenerations { get; } = [];

    public Task<UnifiedPage<Playlist>> Playlists(
        int? limit = null, string? provider = null, string? cursor = null, CancellationToken stop = default) =>
        _library.GetPlaylistsAsync(TestCaller, new PageRequest(provider, limit?.ToString(), cursor), stop);

    public Task<UnifiedPage<Track>> Favorites(int? limit = null, string? provider = null, string? cursor = null) =>
        _library.GetFavoritesAsync(TestCaller, new PageRequest(provider, limit?.ToString(), cursor), default);

    public Task<UnifiedPage<Track>> Tracks(string provider, string id, int? limit = null, string? cursor = null) =>
        _library.GetPlaylistTracksAsync(TestCaller, id, new PageRequest(provider, limit?.ToString(), cursor), default);

    public Task<UnifiedPage<Track>> Flow() => _library.GetFlowAsync(TestCaller, default);

    /// <summary>Requests the page of a next link, like a client.</summary>
    public Task<UnifiedPage<Playlist>> FollowNext(string next, int? limit = null)
    {
        var query = QueryHelpers.ParseQuery(next[next.IndexOf('?', StringComparison.Ordinal)..]);
        return _library.GetPlaylistsAsync(
            TestCaller,
            new PageRequest(query.GetValueOrDefault("provider"), limit?.ToString() ?? query.GetValueOrDefault("limit"),
                query["cursor"]),
            default);
    }

    public async Task<List<UnifiedPage<Playlist>>> ReadAllPages(int? limit = null)
    {
        var pages = new List<UnifiedPage<Playlist>> { await Playlists(limit) };
        while (pages[^1].Next is { } next && pages.Count < 1_000)
            pages.Add(await FollowNext(next));
        return pages;
    }

    private sealed record Rules(string Provider, string DisplayName, IReadOnlyList<string> RequestableScopes)
        : IScopeRules
    {
        public IReadOnlyList<string> ScopesFor(string method, string path) => [];
    }
}
