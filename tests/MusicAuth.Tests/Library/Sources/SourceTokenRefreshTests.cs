using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Sources;

public sealed class SourceTokenRefreshTests
{
    private readonly FakeMusicSource _spotify = new("spotify", 50) { Entries = FakeMusicSource.Items("s", 300) };
    private readonly FakeMusicSource _deezer = new("deezer", 100) { Entries = FakeMusicSource.Items("d", 1) };
    private readonly LibraryHarness _library;

    public SourceTokenRefreshTests()
    {
        _library = new LibraryHarness(_spotify, _deezer);
        _library.RefreshedTokens["spotify"] = new TokenResult.Fresh(new AccessToken("new"), 2);
    }

    [Fact]
    public async Task A_refused_token_is_refreshed_once_for_all_parallel_calls()
    {
        await _library.Playlists(limit: 500);
        _spotify.RequestedOffsets.Clear();
        Refuse("old");

        var page = await _library.Playlists(limit: 300);

        page.Items.Count.ShouldBe(300);
        _library.RefreshedGenerations.ShouldBe([1]);
        _spotify.RequestedOffsets.Count.ShouldBe(12, "each of the six pages is fetched twice");
    }

    [Fact]
    public async Task A_second_refusal_requires_a_new_consent_without_another_attempt()
    {
        Refuse("old", "new");

        var page = await _library.Playlists();

        page.Sources[0].Status.ShouldBe(SourceStatus.ReauthorizationRequired);
        page.Sources[0].ReauthorizeUrl.ShouldBe("https://music.example/login/spotify");
        page.Ids().ShouldBe(["d0"]);
        _library.RefreshedGenerations.ShouldBe([1]);
        _spotify.RequestedOffsets.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_transient_refresh_failure_does_not_affect_the_connection()
    {
        Refuse("old");
        _library.RefreshedTokens["spotify"] = new TokenResult.Unavailable(TimeSpan.FromSeconds(3));

        var page = await _library.Playlists();

        page.Sources[0].Status.ShouldBe(SourceStatus.Unavailable);
        page.Sources[0].Problem!.Code.ShouldBe("provider_unavailable");
        page.Sources[0].Problem!.RetryAfter.ShouldBe(3);
    }

    [Theory]
    [InlineData(ReauthorizationReason.ConsentExpired, "consent_expired")]
    [InlineData(ReauthorizationReason.LostInFlight, "lost_in_flight")]
    [InlineData(ReauthorizationReason.AppChanged, "app_changed")]
    public async Task An_invalid_grant_is_reported_with_its_reason(ReauthorizationReason reason, string expectedReason)
    {
        _library.Tokens["spotify"] = new TokenResult.ReauthorizationRequired(reason);

        var page = await _library.Playlists();

        page.Sources[0].Status.ShouldBe(SourceStatus.ReauthorizationRequired);
        page.Sources[0].Problem!.Reason.ShouldBe(expectedReason);
        page.Complete.ShouldBeFalse();
        _spotify.RequestedOffsets.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_that_is_removed_between_two_pages_is_reported()
    {
        var first = await _library.Playlists(limit: 50);
        _library.Tokens["spotify"] = new TokenResult.NotConnected();

        var second = await _library.FollowNext(first.Next!);

        second.Sources[0].Status.ShouldBe(SourceStatus.Unavailable);
        second.Sources[0].Problem!.Code.ShouldBe("not_connected");
        second.Sources[0].ReauthorizeUrl.ShouldBe("https://music.example/login/spotify");
        second.Ids().ShouldBe(["d0"]);
    }

    private void Refuse(params string[] tokens) => _spotify.BeforeResponse = (_, token, _) => tokens.Contains(token)
        ? throw new UpstreamException("spotify", UpstreamFault.Unauthorized, "no")
        : Task.CompletedTask;
}
