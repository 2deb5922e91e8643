using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Sources;

public sealed class SourceFailureTests
{
    private readonly FakeMusicSource _spotify = new("spotify", 50) { Entries = FakeMusicSource.Items("s", 120) };
    private readonly FakeMusicSource _deezer = new("deezer", 100)
    {
        Entries = FakeMusicSource.Items("d", 3),
        HasFlow = true,
    };

    private LibraryHarness Library => field ??= new LibraryHarness(_spotify, _deezer);

    public static TheoryData<UpstreamFault, string?, SourceStatus, string, string?> Faults => new()
    {
        { UpstreamFault.RateLimited, null, SourceStatus.Unavailable, "provider_rate_limited", null },
        {
            UpstreamFault.RateLimited, "quota_exceeded", SourceStatus.Unavailable,
            "provider_rate_limited", "quota_exceeded"
        },
        { UpstreamFault.Unavailable, null, SourceStatus.Unavailable, "provider_unavailable", null },
        { UpstreamFault.InvalidAnswer, null, SourceStatus.Unavailable, "provider_answer_invalid", null },
        {
            UpstreamFault.AppUnhealthy, "premium_lapsed", SourceStatus.Unavailable,
            "provider_app_unhealthy", "premium_lapsed"
        },
        {
            UpstreamFault.Forbidden, "user_not_registered", SourceStatus.Unavailable,
            "provider_forbids", "user_not_registered"
        },
        {
            UpstreamFault.MissingScope, null, SourceStatus.ReauthorizationRequired,
            "reauthorization_required", "missing_scope"
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failing_source_reports_its_reason_and_the_other_source_returns_its_items(
        UpstreamFault fault, string? reason, SourceStatus status, string code, string? expectedReason)
    {
        _spotify.FailAt(0, fault, reason, TimeSpan.FromSeconds(7.2));

        var page = await Library.Playlists();

        page.Ids().ShouldBe(["d0", "d1", "d2"]);
        page.Complete.ShouldBeFalse();
        page.Total.ShouldBeNull();
        var source = page.Sources[0];
        source.Status.ShouldBe(status);
        source.Problem!.Code.ShouldBe(code);
        source.Problem.Reason.ShouldBe(expectedReason);
        source.Problem.RetryAfter.ShouldBe(8);
        source.Problem.Detail.ShouldStartWith(
            status is SourceStatus.ReauthorizationRequired ? "Your Spotify " : "Spotify ");
        source.ReauthorizeUrl.ShouldBe(
            status is SourceStatus.ReauthorizationRequired ? "https://music.example/login/spotify" : null);
        page.Sources[1].Status.ShouldBe(SourceStatus.Ok);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task If_the_only_source_fails_the_request_fails(
        UpstreamFault fault, string? reason, SourceStatus status, string code, string? expectedReason)
    {
        _spotify.FailAt(0, fault, reason, TimeSpan.FromSeconds(48_925));

        var problem = await Should.ThrowAsync<ProblemException>(Library.Playlists(provider: "spotify"));

        problem.Problem.Code.ShouldBe(code);
        problem.Provider.ShouldBe("spotify");
        problem.Reason.ShouldBe(expectedReason);
        problem.RetryAfter.ShouldBe(TimeSpan.FromSeconds(48_925));
        problem.ReauthorizeUrl.ShouldBe(
            status is SourceStatus.ReauthorizationRequired ? "https://music.example/login/spotify" : null);
    }

    [Fact]
    public async Task Of_two_failures_the_response_reports_the_one_that_a_user_can_repair()
    {
        _spotify.FailAt(0, UpstreamFault.Unavailable);
        Library.Tokens["deezer"] = new TokenResult.ReauthorizationRequired(ReauthorizationReason.ConsentExpired);

        var problem = await Should.ThrowAsync<ProblemException>(Library.Playlists());

        problem.Problem.ShouldBe(ProblemCode.ReauthorizationRequired);
        problem.Provider.ShouldBe("deezer");
        problem.Reason.ShouldBe("consent_expired");
        problem.ReauthorizeUrl.ShouldBe("https://music.example/login/deezer");
    }

    [Fact]
    public async Task A_source_that_failed_on_the_first_page_stays_failed_on_all_following_pages()
    {
        _deezer.FailAt(0, UpstreamFault.RateLimited, "quota_exceeded", TimeSpan.FromSeconds(60));
        var first = await Library.Playlists(limit: 50);
        _deezer.FailAt(-1, UpstreamFault.Unavailable);
        Library.Clock.Advance(TimeSpan.FromSeconds(20));

        var second = await Library.FollowNext(first.Next!);

        second.Complete.ShouldBeFalse();
        second.Sources[1].Problem.ShouldBe(first.Sources[1].Problem! with { RetryAfter = 40 });
        (await Library.FollowNext(second.Next!)).Ids().ShouldBe([.. Enumerable.Range(100, 20).Select(i => $"s{i}")]);
        _deezer.RequestedOffsets.ShouldBe([0]);
    }

    [Fact]
    public async Task Every_following_page_names_the_missing_scope()
    {
        _deezer.Entries = FakeMusicSource.Items("d", 120);
        _spotify.BeforeResponse = (_, _, _) => throw new UpstreamException("spotify", UpstreamFault.MissingScope, "no")
        {
            RequiredScopes = ["user-library-read", "user-follow-read", "playlist-read-private"],
        };
        Library.Tokens["spotify"] = new TokenResult.Fresh(new AccessToken("t"), 1)
        {
            Scopes = ["playlist-read-private"],
        };

        var first = await Library.Playlists(limit: 50);
        var second = await Library.FollowNext(first.Next!);

        foreach (var source in new[] { first.Sources[0], second.Sources[0] })
        {
            source.Problem!.Detail.ShouldContain("user-library-read or user-follow-read.");
            source.Problem.Detail.ShouldContain("add user-follow-read to Spotify:AllowedScopes");
            source.ReauthorizeUrl.ShouldBe("https://music.example/login/spotify?scope=user-library-read");
        }
    }

    [Fact]
    public async Task A_failure_after_good_pages_ends_the_page_and_the_next_page_tries_again()
    {
        _spotify.FailAt(50, UpstreamFault.Unavailable);

        var first = await Library.Playlists(limit: 500);
        _spotify.FailAt(-1, UpstreamFault.Unavailable);
        var second = await Library.FollowNext(first.Next!);

        first.Ids().ShouldBe([.. Enumerable.Range(0, 50).Select(i => $"s{i}")]);
        first.Complete.ShouldBeTrue();
        second.Ids().ShouldBe([.. Enumerable.Range(50, 70).Select(i => $"s{i}"), "d0", "d1", "d2"]);
    }

    [Fact]
    public async Task If_a_source_fails_on_a_later_page_the_next_source_follows()
    {
        var first = await Library.Playlists(limit: 50);
        _spotify.FailAt(50, UpstreamFault.InvalidAnswer);

        var second = await Library.FollowNext(first.Next!);

        second.Ids().ShouldBe(["d0", "d1", "d2"]);
        second.Complete.ShouldBeFalse();
        second.Sources[0].Total.ShouldBe(120);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task A_hanging_provider_delays_the_response_by_less_than_ten_seconds()
    {
        var requestStarted = new TaskCompletionSource();
        _spotify.BeforeResponse = async (_, _, stop) =>
        {
            requestStarted.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
        };

        var reading = Library.Playlists();
        await requestStarted.Task;
        Library.Clock.Advance(TimeSpan.FromSeconds(9.5));
        var page = await reading.WaitAsync(TimeSpan.FromMinutes(1));

        page.Ids().ShouldBe(["d0", "d1", "d2"]);
        page.Sources[0].Problem!.Code.ShouldBe("provider_unavailable");
    }

    [Fact]
    public async Task A_cancellation_by_the_caller_stays_a_cancellation()
    {
        using var caller = new CancellationTokenSource();
        _spotify.BeforeResponse = async (_, _, stop) =>
        {
            await caller.CancelAsync();
            stop.ThrowIfCancellationRequested();
        };

        await Should.ThrowAsync<OperationCanceledException>(Library.Playlists(stop: caller.Token));
    }

    [Fact]
    public async Task Unconnected_and_unknown_providers_have_different_codes()
    {
        Library.Tokens["deezer"] = new TokenResult.NotConnected();

        (await Code(Library.Playlists(provider: "deezer"))).ShouldBe("not_connected");
        (await Code(Library.Tracks("deezer", "1"))).ShouldBe("not_connected");
        (await Code(Library.Flow())).ShouldBe("not_connected");
        (await Code(Library.Playlists(provider: "tidal"))).ShouldBe("unknown_provider");
        (await Code(Library.Playlists(provider: ""))).ShouldBe("unknown_provider");
        (await Code(Library.Tracks("Spotify", "1"))).ShouldBe("unknown_provider");
        (await Library.Playlists()).Sources.Single().Provider.ShouldBe("spotify");

        Library.Tokens["spotify"] = new TokenResult.NotConnected();
        (await Code(Library.Playlists())).ShouldBe("not_connected");
    }

    [Fact]
    public async Task The_problem_of_an_unconnected_provider_has_the_link_that_connects_it()
    {
        Library.Tokens["deezer"] = new TokenResult.NotConnected();
        Func<Task>[] reads =
        [
            () => Library.Playlists(provider: "deezer"), () => Library.Tracks("deezer", "1"), () => Library.Flow(),
        ];

        foreach (var read in reads)
        {
            var problem = await Should.ThrowAsync<ProblemException>(read);

            problem.Provider.ShouldBe("deezer");
            problem.ReauthorizeUrl.ShouldBe("https://music.example/login/deezer");
            problem.Message.ShouldBe("Deezer is not connected. Open https://music.example/login/deezer to connect it.");
        }
    }

    [Fact]
    public async Task A_missing_playlist_is_not_found()
    {
        _spotify.FailAt(0, UpstreamFault.NotFound);

        (await Code(Library.Playlists(provider: "spotify"))).ShouldBe("provider_answer_invalid");
        (await Code(Library.Tracks("spotify", "gone"))).ShouldBe("not_found");
    }

    private static async Task<string> Code(Task page) =>
        (await Should.ThrowAsync<ProblemException>(page)).Problem.Code;
}
