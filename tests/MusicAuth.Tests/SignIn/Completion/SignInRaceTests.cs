using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.Completion;

/// <summary>Concurrent sign-ins; on PostgreSQL with two replicas.</summary>
public abstract class SignInRaceTests(DatabaseKind storage) : IAsyncLifetime
{
    private const int Rounds = 5;

    private const string Pending = "/?error=sign_in_failed&provider=spotify&reason=link_pending";
    private Broker _broker = null!;
    private Broker _other = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(storage: storage, hasLongTimeouts: true);
        _other = storage == DatabaseKind.Postgres ? _broker.NewReplica() : _broker;
    }

    public async ValueTask DisposeAsync()
    {
        if (_other != _broker)
            await _other.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData("alma", 2)]
    [InlineData("basil", 5)]
    [InlineData("dora", 40)]
    public async Task First_sign_ins_of_one_account_make_one_user_and_all_succeed(string user, int browsers)
    {
        var ends = await ReturnInParallelAsync(
            Enumerable.Range(0, browsers).Select(i => Begin(BrowserAt(i), "spotify", user)));

        ends.ShouldAllBe(end => end == "/");
        _broker.Database.Count("users").ShouldBe(1);
        _broker.Database.Count("identities").ShouldBe(1);
        _broker.Database.Count("grants").ShouldBe(1);
        _broker.Database.Count("sessions").ShouldBe(browsers);
    }

    [Fact]
    public async Task One_account_accepted_by_two_users_at_once_belongs_to_one_of_them()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        using var basil = await _broker.SignedInAsync("basil", "spotify");
        using var there = _other.NewBrowser(basil);
        (await ReturnInParallelAsync(
            [Begin(_broker.NewBrowser(alma), "deezer", "dora"), Begin(there, "deezer", "dora")]))
            .ShouldBe([Browser.LinkQuestion, Browser.LinkQuestion]);
        using var again = _other.NewBrowser(basil);

        var answers = await Task.WhenAll(alma.AnswerLinkAsync(accept: true), again.AnswerLinkAsync(accept: true));

        answers.Select(answer => answer.StatusCode).Order()
            .ShouldBe([HttpStatusCode.NoContent, HttpStatusCode.Conflict]);
        _broker.Database.Count("grants").ShouldBe(3);
        _broker.Database.Count("identities").ShouldBe(3);
        _broker.Database.Count("pending_links").ShouldBe(0);
    }

    [Fact]
    public async Task Two_concurrent_accounts_of_one_session_leave_one_pending_link()
    {
        using var browser = await _broker.SignedInAsync("dora", "deezer");

        // Copies of one browser, so that both flows begin with the same session.
        var ends = await ReturnInParallelAsync(
            [
                Begin(_broker.NewBrowser(browser), "spotify", "alma"),
                Begin(_other.NewBrowser(browser), "spotify", "basil"),
            ]);

        ends.Order(StringComparer.Ordinal).ShouldBe([Pending, Browser.LinkQuestion]);
        _broker.Database.Count("pending_links").ShouldBe(1);
        _broker.Database.Count("grants").ShouldBe(1);
    }

    [Fact]
    public async Task A_sign_in_succeeds_despite_concurrent_commits()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        using var stop = new CancellationTokenSource();
        var commits = Task.Run(() => CommitUntilAsync(stop.Token));

        for (var round = 0; round < Rounds; round++)
        {
            var ends = await ReturnInParallelAsync([Begin(_broker.NewBrowser(), "spotify", "dora"),
                Begin(_other.NewBrowser(), "spotify", "dora")]);
            ends.ShouldAllBe(end => end == "/");
        }

        await stop.CancelAsync();
        (await commits).ShouldBeGreaterThan(0);
        using var last = await _broker.SignedInAsync("dora", "spotify");
        (await last.GetAsync("/me/playlists?limit=1")).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_concurrent_disconnect_does_not_fail_the_sign_in()
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var browser = await _broker.SignedInAsync("dora", "spotify");
            var flow = await Begin(_other.NewBrowser(), "spotify", "dora");
            var disconnect = browser.SendAsync(HttpMethod.Delete, "/me/connections/spotify");
            var ends = await ReturnInParallelAsync([Task.FromResult(flow)]);

            ends.ShouldBe(["/"]);
            (await disconnect).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
    }

    private Browser BrowserAt(int number) => (number % 2 == 0 ? _broker : _other).NewBrowser();

    private static async Task<(Browser Browser, Uri Callback)> Begin(Browser browser, string provider, string user) =>
        (browser, await browser.ChooseConsentAsync(await browser.StartSignInAsync(provider), $"person={user}"));

    private static async Task<string[]> ReturnInParallelAsync(IEnumerable<Task<(Browser Browser, Uri Callback)>> begun)
    {
        var flows = await Task.WhenAll(begun);
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ends = flows.Select(async flow =>
        {
            await start.Task;
            using (flow.Browser)
                return await flow.Browser.FollowCallbackAsync(flow.Callback);
        }).ToList();
        start.SetResult();
        return await Task.WhenAll(ends);
    }

    private async Task<int> CommitUntilAsync(CancellationToken stop)
    {
        var commits = 0;
        while (!stop.IsCancellationRequested)
        {
            commits += _broker.Database.Execute("UPDATE grants SET generation = generation + 1");
            await Task.Delay(1, CancellationToken.None);
        }

        return commits;
    }
}
