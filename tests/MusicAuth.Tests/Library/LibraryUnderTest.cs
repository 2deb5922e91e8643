using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MusicAuth.Access;
using MusicAuth.Grants;
using MusicAuth.Library;
using MusicAuth.Tests.Upstream;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Tests.Library;

public sealed class LibraryUnderTest
{
    private readonly UnifiedLibrary _library;

    public LibraryUnderTest(params IMusicSource[] sources)
        : this(0, sources)
    {
    }

    public LibraryUnderTest(int freshSeconds, params IMusicSource[] sources)
    {
        foreach (var source in sources)
            Tokens[source.Provider] = new TokenResult.Fresh(new AccessToken("old"), 1);
        _library = new UnifiedLibrary(
            sources,
            new TokenAccess(
                (_, provider, _) => Task.FromResult(Tokens[provider]),
                (_, provider, refused, _) =>
                {
                    lock (Renewals)
                        Renewals.Add(refused);
                    return Task.FromResult(Renewed[provider]);
                }),
            new KeptWindows(Cache = new CacheUnderTest(freshSeconds, clock: Clock).Cache, Clock),
            new CursorSeal(Protection),
            new TotalHints(),
            Advice,
            Options.Create(new UpstreamOptions()),
            Clock);
    }

    public static EphemeralDataProtectionProvider Protection { get; } = new();

    public static ConsentAdvice Advice { get; } = new(
        [new Rules("spotify", "Spotify", ["user-library-read"]), new Rules("deezer", "Deezer", [])],
        new PublicAddress(
            Options.Create(new WebOptions { PublicUrl = "https://music.example" }),
            new ConfigurationBuilder().Build()));

    public Guid User { get; set; } = Guid.NewGuid();

    private Caller Asking => new(User, [Scopes.LibraryRead]);

    public FakeTimeProvider Clock { get; } = new();

    public ResponseCache Cache { get; }

    public Dictionary<string, TokenResult> Tokens { get; } = [];

    public Dictionary<string, TokenResult> Renewed { get; } = [];

    public List<long> Renewals { get; } = [];

    public Task<UnifiedPage<Playlist>> Playlists(
        int? limit = null, string? provider = null, string? cursor = null, CancellationToken stop = default) =>
        _library.GetPlaylistsAsync(Asking, new PageRequest(provider, limit?.ToString(), cursor), stop);

    public Task<UnifiedPage<Track>> Favorites(int? limit = null, string? provider = null, string? cursor = null) =>
        _library.GetFavoritesAsync(Asking, new PageRequest(provider, limit?.ToString(), cursor), default);

    public Task<UnifiedPage<Track>> Tracks(string provider, string id, int? limit = null, string? cursor = null) =>
        _library.GetPlaylistTracksAsync(Asking, id, new PageRequest(provider, limit?.ToString(), cursor), default);

    public Task<UnifiedPage<Track>> Flow() => _library.GetFlowAsync(Asking, default);

    /// <summary>The page that follows, by the link alone, as a client does it.</summary>
    public Task<UnifiedPage<Playlist>> Follow(string next, int? limit = null)
    {
        var query = QueryHelpers.ParseQuery(next[next.IndexOf('?', StringComparison.Ordinal)..]);
        return _library.GetPlaylistsAsync(
            Asking,
            new PageRequest(query.GetValueOrDefault("provider"), limit?.ToString() ?? query.GetValueOrDefault("limit"),
                query["cursor"]),
            default);
    }

    public async Task<List<UnifiedPage<Playlist>>> Walk(int? limit = null)
    {
        var pages = new List<UnifiedPage<Playlist>> { await Playlists(limit) };
        while (pages[^1].Next is { } next && pages.Count < 1_000)
            pages.Add(await Follow(next));
        return pages;
    }

    private sealed record Rules(string Provider, string DisplayName, IReadOnlyList<string> Askable) : IConsentRules
    {
        public IReadOnlyList<string> ScopesFor(string method, string path) => [];
    }
}

public static class Pages
{
    public static string[] Ids(this UnifiedPage<Playlist> page) => [.. page.Items.Select(item => item.Id)];

    public static string CursorOf(string next) =>
        QueryHelpers.ParseQuery(next[next.IndexOf('?', StringComparison.Ordinal)..])["cursor"]!;
}
