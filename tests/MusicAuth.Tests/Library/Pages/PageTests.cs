using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Pages;

public sealed class PageTests
{
    private readonly FakeMusicSource _spotify = new("spotify", 50);
    private readonly FakeMusicSource _deezer = new("deezer", 100) { HasFlow = true };

    private LibraryHarness Library => field ??= new LibraryHarness(_spotify, _deezer);

    [Fact]
    public async Task Sources_follow_each_other_in_order()
    {
        _spotify.Entries = FakeMusicSource.Items("s", 3);
        _deezer.Entries = FakeMusicSource.Items("d", 2);

        var page = await Library.Playlists();

        page.Ids().ShouldBe(["s0", "s1", "s2", "d0", "d1"]);
        page.Next.ShouldBeNull();
        page.Total.ShouldBe(5);
        page.Complete.ShouldBeTrue();
        page.Sources.Select(source => (source.Provider, source.Status, source.Total))
            .ShouldBe([("spotify", SourceStatus.Ok, 3), ("deezer", SourceStatus.Ok, 2)]);
        page.Sources.ShouldAllBe(source => source.FetchedAt == Library.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_source_without_items_on_the_first_page_reports_its_total()
    {
        _spotify.Entries = FakeMusicSource.Items("s", 60);
        _deezer.Entries = FakeMusicSource.Items("d", 7);

        var page = await Library.Playlists(limit: 10);

        page.Items.Count.ShouldBe(10);
        page.Total.ShouldBe(67);
        page.Sources[1].Total.ShouldBe(7);
    }

    [Fact]
    public async Task The_next_link_keeps_provider_and_limit()
    {
        _spotify.Entries = FakeMusicSource.Items("s", 60);

        var page = await Library.Playlists(limit: 10, provider: "spotify");

        page.Next!.ShouldStartWith("/me/playlists?provider=spotify&limit=10&cursor=");
        (await Library.FollowNext(page.Next)).Ids().ShouldBe([.. Enumerable.Range(10, 10).Select(i => $"s{i}")]);
    }

    [Fact]
    public async Task The_next_link_of_a_playlist_leads_to_its_own_path()
    {
        _deezer.Entries = FakeMusicSource.Items("d", 60);

        var page = await Library.Tracks("deezer", "42", limit: 50);

        page.Next!.ShouldStartWith("/me/playlists/deezer/42/tracks?limit=50&cursor=");
        var rest = await Library.Tracks("deezer", "42", cursor: UnifiedPageExtensions.CursorOf(page.Next));
        rest.Items.Count.ShouldBe(10);
        rest.Next.ShouldBeNull();
    }

    [Fact]
    public async Task A_large_page_is_fetched_in_parallel_up_to_the_total()
    {
        _spotify.Entries = FakeMusicSource.Items("s", 130);
        var waiting = 0;
        var bothWaiting = new TaskCompletionSource();
        _spotify.BeforeResponse = async (offset, _, _) =>
        {
            if (offset > 0 && Interlocked.Increment(ref waiting) == 2)
                bothWaiting.SetResult();
            if (offset > 0)
                await bothWaiting.Task;
        };

        var page = await Library.Playlists(limit: 500, provider: "spotify").WaitAsync(TimeSpan.FromMinutes(1));

        page.Items.Count.ShouldBe(130);
        _spotify.RequestedOffsets.Order().ShouldBe([0, 50, 100]);
    }

    [Fact]
    public async Task Both_sources_are_fetched_in_parallel()
    {
        _spotify.Entries = FakeMusicSource.Items("s", 1);
        _deezer.Entries = FakeMusicSource.Items("d", 1);
        var waiting = 0;
        var bothWaiting = new TaskCompletionSource();
        _spotify.BeforeResponse = _deezer.BeforeResponse = async (_, _, _) =>
        {
            if (Interlocked.Increment(ref waiting) == 2)
                bothWaiting.SetResult();
            await bothWaiting.Task;
        };

        var page = await Library.Playlists().WaitAsync(TimeSpan.FromMinutes(1));

        page.Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_list_with_a_known_total_is_fetched_in_one_round()
    {
        _spotify.Entries = FakeMusicSource.Items("s", 130);
        await Library.Playlists(limit: 500, provider: "spotify");
        _spotify.RequestedOffsets.Clear();
        var waiting = 0;
        var bothWaiting = new TaskCompletionSource();
        _spotify.BeforeResponse = async (_, _, _) =>
        {
            if (Interlocked.Increment(ref waiting) == 3)
                bothWaiting.SetResult();
            await bothWaiting.Task;
        };

        await Library.Playlists(limit: 500, provider: "spotify").WaitAsync(TimeSpan.FromMinutes(1));

        _spotify.RequestedOffsets.Order().ShouldBe([0, 50, 100]);
    }

    [Fact]
    public async Task A_list_that_has_shrunk_is_complete()
    {
        _spotify.Entries = FakeMusicSource.Items("s", 450);
        _deezer.Entries = FakeMusicSource.Items("d", 2);
        await Library.Playlists(limit: 500);
        _spotify.Entries = FakeMusicSource.Items("s", 60);

        var page = await Library.Playlists(limit: 500);

        page.Items.Count.ShouldBe(62);
        page.Total.ShouldBe(62);
        page.Next.ShouldBeNull();
    }

    [Fact]
    public async Task A_small_page_costs_one_call_to_each_source()
    {
        _spotify.Entries = FakeMusicSource.Items("s", 1_000);
        _deezer.Entries = FakeMusicSource.Items("d", 1_000);

        var first = await Library.Playlists(limit: 50);
        await Library.FollowNext(first.Next!);

        _spotify.RequestedOffsets.ShouldBe([0, 50]);
        _deezer.RequestedOffsets.ShouldBe([0]);
    }

    [Fact]
    public async Task Null_entries_are_counted_and_replaced_by_later_ones()
    {
        _spotify.Entries = [new(null), .. FakeMusicSource.Items("s", 60), new(null)];

        var page = await Library.Playlists(limit: 50, provider: "spotify");
        var rest = await Library.FollowNext(page.Next!);

        page.Items.Count.ShouldBe(50);
        page.Sources[0].UnavailableItems.ShouldBe(1);
        rest.Items.Count.ShouldBe(10);
        rest.Sources[0].UnavailableItems.ShouldBe(1);
        rest.Next.ShouldBeNull();
    }

    [Fact]
    public async Task A_list_with_null_entries_only_ends()
    {
        _spotify.Entries = [.. Enumerable.Repeat(new FakeEntry(null), 5_000)];

        var pages = await Library.ReadAllPages();

        pages.SelectMany(page => page.Items).ShouldBeEmpty();
        pages.Sum(page => page.Sources[0].UnavailableItems).ShouldBe(5_000);
        pages[0].Next.ShouldNotBeNull("null entries end a page before it causes a hundred calls");
    }

    [Fact]
    public async Task A_next_offset_that_does_not_advance_is_an_invalid_response()
    {
        var circle = new LibraryHarness(new LoopingSource());

        var problem = await Should.ThrowAsync<ProblemException>(circle.Playlists());

        problem.Problem.ShouldBe(ProblemCode.ProviderAnswerInvalid);
    }

    [Fact]
    public async Task A_missing_total_is_null_and_no_item_is_lost()
    {
        var deezer = new FakeMusicSource("deezer", 100)
        {
            ReportsTotal = false,
            Entries = FakeMusicSource.Items("d", 250),
        };
        _spotify.Entries = FakeMusicSource.Items("s", 10);
        var library = new LibraryHarness(_spotify, deezer);

        var page = await library.Playlists(limit: 500);

        page.Total.ShouldBeNull();
        page.Items.Count.ShouldBe(260);
        deezer.RequestedOffsets.ShouldBe([0, 100, 200]);
    }

    [Fact]
    public async Task Flow_is_a_page_without_next()
    {
        _deezer.Entries = [.. FakeMusicSource.Items("d", 3), new(null)];

        var page = await Library.Flow();

        page.Items.Select(track => track.Id).ShouldBe(["d0", "d1", "d2"]);
        page.Next.ShouldBeNull();
        page.Sources.Single().Provider.ShouldBe("deezer");
        page.Sources.Single().UnavailableItems.ShouldBe(1);
    }

    private sealed class LoopingSource : IMusicSource
    {
        public string Provider => "deezer";

        public int MaxPageSize => 100;

        public bool HasFlow => false;

        public Task<ProviderPage<Playlist>> GetPlaylistsAsync(
            SourceAccess access, PageRange range, CancellationToken cancellationToken) =>
            Task.FromResult(new ProviderPage<Playlist>([], 0, null));

        public Task<ProviderPage<Track>> GetFavoritesAsync(
            SourceAccess access, PageRange range, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<ProviderPage<Track>> GetPlaylistTracksAsync(
            SourceAccess access, string playlistId, PageRange range, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<ProviderPage<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
