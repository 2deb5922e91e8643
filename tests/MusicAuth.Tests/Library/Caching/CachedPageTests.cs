using System.Text;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Caching;

/// <summary>Pages of sources with a cache: fresh for a minute, stale for a day.</summary>
public sealed class CachedPageTests
{
    private readonly FakeMusicSource _spotify = new("spotify", 50) { Entries = FakeMusicSource.Items("s", 2) };
    private readonly FakeMusicSource _deezer = new("deezer", 100)
    {
        Entries = FakeMusicSource.Items("d", 2),
        HasFlow = true,
    };
    private readonly LibraryHarness _library;

    public CachedPageTests() => _library = new LibraryHarness(60, _spotify, _deezer);

    [Fact]
    public async Task A_second_request_within_a_minute_calls_no_source()
    {
        var first = await _library.Playlists();
        _library.Clock.Advance(TimeSpan.FromSeconds(40));
        var second = await _library.Playlists();

        second.Ids().ShouldBe(first.Ids());
        second.Sources.ShouldBe(first.Sources);
        (_spotify.RequestedOffsets.Count, _deezer.RequestedOffsets.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_failing_source_returns_its_old_items_and_is_stale()
    {
        var fetchedAt = _library.Clock.GetUtcNow();
        await _library.Playlists();
        _library.Clock.Advance(TimeSpan.FromHours(5));
        _deezer.FailAt(0, UpstreamFault.RateLimited, "quota_exceeded", TimeSpan.FromSeconds(60));

        var page = await _library.Playlists();

        page.Ids().ShouldBe(["s0", "s1", "d0", "d1"]);
        (page.Complete, page.IsCacheable, page.OldestFetchedAt).ShouldBe((true, false, fetchedAt));
        page.Sources[0].Status.ShouldBe(SourceStatus.Ok);
        page.Sources[0].FetchedAt.ShouldBe(fetchedAt.AddHours(5));
        page.Sources[1].Status.ShouldBe(SourceStatus.Stale);
        page.Sources[1].FetchedAt.ShouldBe(fetchedAt);
        page.Sources[1].Problem!.Code.ShouldBe("provider_rate_limited");
        page.Sources[1].Problem!.Reason.ShouldBe("quota_exceeded");
        page.Sources[1].Problem!.RetryAfter.ShouldBe(60);
    }

    [Fact]
    public async Task After_a_day_a_failing_source_returns_no_old_items()
    {
        await _library.Playlists();
        _library.Clock.Advance(TimeSpan.FromHours(24));
        _deezer.FailAt(0, UpstreamFault.Unavailable);

        var page = await _library.Playlists();

        page.Ids().ShouldBe(["s0", "s1"]);
        (page.Complete, page.Sources[1].Status).ShouldBe((false, SourceStatus.Unavailable));
    }

    [Fact]
    public async Task If_all_sources_fail_all_old_items_are_returned()
    {
        await _library.Playlists();
        _library.Clock.Advance(TimeSpan.FromHours(1));
        _spotify.FailAt(0, UpstreamFault.InvalidAnswer);
        _deezer.FailAt(0, UpstreamFault.AppUnhealthy, "app_disabled");

        var page = await _library.Playlists();

        page.Ids().Length.ShouldBe(4);
        page.Sources.ShouldAllBe(source => source.Status == SourceStatus.Stale);
    }

    [Theory]
    [InlineData(UpstreamFault.MissingScope, "missing_scope")]
    [InlineData(UpstreamFault.Forbidden, null)]
    public async Task A_failure_that_the_user_must_repair_is_not_hidden_by_old_items(
        UpstreamFault fault, string? reason)
    {
        await _library.Playlists();
        _library.Clock.Advance(TimeSpan.FromSeconds(61));
        _deezer.FailAt(0, fault);

        var page = await _library.Playlists();

        page.Ids().ShouldBe(["s0", "s1"]);
        page.Sources[1].Problem!.Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task Invalid_and_removed_connections_are_detected_although_the_cache_is_fresh()
    {
        await _library.Playlists();
        _library.Tokens["spotify"] = new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked);
        _library.Tokens["deezer"] = new TokenResult.NotConnected();

        var failure = await Should.ThrowAsync<ProblemException>(() => _library.Playlists());

        failure.Problem.ShouldBe(ProblemCode.ReauthorizationRequired);
    }

    [Fact]
    public async Task Without_a_fresh_token_the_old_items_are_returned()
    {
        await _library.Playlists();
        _library.Clock.Advance(TimeSpan.FromSeconds(61));
        _library.Tokens["spotify"] = new TokenResult.Unavailable(TimeSpan.FromSeconds(3));
        _library.Tokens["deezer"] = new TokenResult.StorageUnavailable(TimeSpan.FromSeconds(4));

        var page = await _library.Playlists();

        page.Ids().Length.ShouldBe(4);
        page.Sources.Select(source => (source.Status, source.Problem!.Code, source.Problem.RetryAfter)).ShouldBe(
        [
            (SourceStatus.Stale, "provider_unavailable", 3),
            (SourceStatus.Stale, "storage_unavailable", 4),
        ]);
    }

    [Fact]
    public async Task Reading_cached_pages_returns_every_item_once()
    {
        _spotify.Entries = FakeMusicSource.Items("s", 170);
        _deezer.Entries = FakeMusicSource.Items("d", 230);
        var first = (await _library.ReadAllPages(limit: 7)).SelectMany(page => page.Ids()).ToArray();
        var calls = _spotify.RequestedOffsets.Count + _deezer.RequestedOffsets.Count;
        var second = (await _library.ReadAllPages(limit: 90)).SelectMany(page => page.Ids()).ToArray();

        first.Length.ShouldBe(400);
        first.Distinct().Count().ShouldBe(400);
        second.ShouldBe(first);
        (_spotify.RequestedOffsets.Count + _deezer.RequestedOffsets.Count).ShouldBe(calls, "all pages are cached");
    }

    [Theory]
    [InlineData("""{"Entries":5}""", "s0")]
    [InlineData("no JSON", "s0")]
    [InlineData("""{"Entries":[{"Provider":"spotify","Id":"old","Name":"Old","Owner":{"Id":"o"}}]}""", "old")]
    public async Task F01_a_page_that_another_version_cached_is_read_or_fetched_again(string cached, string expected)
    {
        _spotify.Entries = FakeMusicSource.Items("s", 1);
        await _library.Cache.GetOrFetchAsync(
            new CacheKey(_library.User, "spotify", "window playlists 0 50"), CacheMode.Default,
            _ => Task.FromResult(new StoredResponse
            {
                Body = Encoding.UTF8.GetBytes(cached),
                ContentType = "application/json",
                FetchedAt = _library.Clock.GetUtcNow(),
                Providers = ["spotify"],
            }), default);

        (await _library.Playlists(provider: "spotify")).Ids().ShouldBe([expected]);
    }

    [Fact]
    public async Task A_flow_is_never_cached()
    {
        await _library.Flow();
        await _library.Flow();

        _deezer.RequestedOffsets.Count.ShouldBe(2);
    }
}
