using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Guests;

/// <summary>The maximum number of open access requests, and their lifetime.</summary>
public abstract class AccessRequestLimitTests(DatabaseKind storage) : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> ListMode = new() { ["Access:Registration"] = "AllowList" };

    private Broker _broker = null!;
    private Browser _owner = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(ListMode, storage: storage);
        _owner = await _broker.OwnedByAsync("dora");
    }

    public async ValueTask DisposeAsync()
    {
        _owner.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task An_account_that_asks_again_has_one_request_with_the_new_time()
    {
        await _broker.GuestSignInAsync("alma");
        var first = (await _owner.RequestsAsync()).ShouldHaveSingleItem();
        _broker.Clock.Advance(TimeSpan.FromDays(2));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _broker.GuestSignInAsync("alma")));

        var second = (await _owner.RequestsAsync()).ShouldHaveSingleItem();
        second.Word("id").ShouldBe(first.Word("id"));
        second.GetProperty("asked_at").GetDateTimeOffset()
            .ShouldBe(first.GetProperty("asked_at").GetDateTimeOffset().AddDays(2), TimeSpan.FromMinutes(1));
        (await _broker.AuditEntriesAsync(_owner, "?kind=access_requested")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Concurrent_first_requests_of_one_account_make_one_request()
    {
        var ends = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _broker.GuestSignInAsync("alma")));

        ends.ShouldAllBe(end => end == GuestTestExtensions.Asked);
        (await _owner.RequestsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task At_most_20_requests_are_open_and_a_further_account_gets_its_id()
    {
        var guests = await _broker.NewGuestsAsync(22);

        var ends = await Task.WhenAll(guests.Select(guest => _broker.GuestSignInAsync(guest)));

        ends.Count(end => end == GuestTestExtensions.Asked).ShouldBe(20);
        ends.Count(end => end.Contains("reason=not_on_list&account=")).ShouldBe(2);
        var requests = await _owner.RequestsAsync();
        requests.Length.ShouldBe(20);
        (await _broker.GuestSignInAsync(requests[0].Word("display_name")!)).ShouldBe(GuestTestExtensions.Asked);
        await _owner.AnswerAsync(requests[0], admit: false);
        (await _broker.GuestSignInAsync("basil")).ShouldBe(GuestTestExtensions.Asked);
    }

    [Fact]
    public async Task A_request_ends_after_30_days_and_its_row_is_erased()
    {
        await _broker.GuestSignInAsync("alma");
        _broker.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        await SignInAgainAsync();
        (await _owner.RequestsAsync()).ShouldHaveSingleItem();

        _broker.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _owner.RequestsAsync()).ShouldBeEmpty();

        _broker.Clock.Advance(TimeSpan.FromHours(1));
        await Eventually.IsTrueAsync(() => _broker.Database.Count("guest_accounts") == 0);
    }

    private async Task SignInAgainAsync() =>
        (await _owner.TrySignInAsync("spotify", "person=dora")).ShouldBe("/");
}
