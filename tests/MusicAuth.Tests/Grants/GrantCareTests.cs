using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using MusicAuth.Grants;
using MusicAuth.Persistence;
using MusicAuth.Tests.Shared;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>What is done for grants unasked.</summary>
public sealed class GrantCareTests : IAsyncLifetime
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);
    private CustodyUnderTest _custody = null!;

    public async ValueTask InitializeAsync() => _custody = await CustodyUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _custody.DisposeAsync();

    [Fact]
    public async Task What_a_dead_owner_left_in_doubt_is_tried_once_and_closed()
    {
        var grant = await _custody.ConsentAsync();
        await LeaveInDoubtAsync(grant);

        await LookAfterAsync();

        _custody.Spotify.Sent.ShouldBe(["refresh first"]);
        Intents.ShouldBe(0);
        await LookAfterAsync();
        _custody.Spotify.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_claimed_or_ours_is_in_no_doubt()
    {
        var (claimed, ours) = (await _custody.ConsentAsync(), await _custody.ConsentAsync());
        await BeginElsewhereAsync(claimed);
        _custody.Spotify.Say(new RefreshResult.Transient(Undecided: true));
        await _custody.RefreshAsync(ours, new RefreshDemand(RefreshCause.Refused, ours.Generation));

        await LookAfterAsync();

        _custody.Spotify.Sent.Count.ShouldBe(1);
        Intents.ShouldBe(2);
    }

    [Fact]
    public async Task Intents_of_what_is_gone_dead_or_further_are_forgotten_and_no_token_is_sent()
    {
        var gone = await _custody.ConsentAsync();
        var dead = await _custody.ConsentAsync();
        var further = await _custody.ConsentAsync();
        foreach (var grant in new[] { gone, dead, further })
            await LeaveInDoubtAsync(grant);
        _custody.Database.Execute(
            $"""
             PRAGMA foreign_keys=OFF; DELETE FROM grants WHERE id = '{gone.Id.ToString().ToUpperInvariant()}';
             UPDATE grants SET state = 'ReauthorizationRequired' WHERE id = '{dead.Id.ToString().ToUpperInvariant()}';
             UPDATE refresh_intents SET generation = 0 WHERE grant_id = '{further.Id.ToString().ToUpperInvariant()}'
             """);

        await LookAfterAsync();

        Intents.ShouldBe(0);
        _custody.Spotify.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_try_without_an_answer_leaves_the_doubt()
    {
        await LeaveInDoubtAsync(await _custody.ConsentAsync());
        _custody.Spotify.Say(new RefreshResult.Transient(Undecided: false));

        await LookAfterAsync();

        Intents.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_used_is_renewed_early_and_once()
    {
        var grant = await _custody.ConsentAsync();
        await _custody.TokenOfAsync(grant);
        await _custody.ConsentAsync();
        _custody.Clock.Advance(TimeSpan.FromMinutes(54.9));
        _custody.Spotify.Say(new RefreshResult.Transient(Undecided: false));

        await LookAfterAsync();
        _custody.Clock.Advance(TimeSpan.FromSeconds(4));
        await LookAfterAsync();

        _custody.Spotify.Sent.ShouldBe(["refresh first"], "not once more until somebody asks");
    }

    [Fact]
    public async Task Never_more_than_three_at_once_and_never_fewer_where_there_are_more()
    {
        for (var i = 0; i < 10; i++)
            await LeaveInDoubtAsync(await _custody.ConsentAsync());
        var three = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _custody.Spotify.Answer = async _ =>
        {
            if (_custody.Spotify.MostAtOnce >= 3)
                three.TrySetResult();
            await three.Task.WaitAsync(TimeSpan.FromSeconds(10));
            await Task.Delay(20);
            return _custody.Spotify.Renewed(1);
        };

        await LookAfterAsync();

        (_custody.Spotify.Sent.Count, _custody.Spotify.MostAtOnce).ShouldBe((10, 3));
    }

    [Fact]
    public async Task One_grants_trouble_is_not_the_others()
    {
        var (bad, good) = (await _custody.ConsentAsync(), await _custody.ConsentAsync(provider: "deezer"));
        await LeaveInDoubtAsync(bad);
        await LeaveInDoubtAsync(good);
        _custody.Spotify.Answer = _ => throw new InvalidOperationException("a mistake of ours");

        await LookAfterAsync();

        _custody.Deezer.Sent.Count.ShouldBe(1);
        _custody.Log.ShouldContain($"Warning: The grant {bad.Id} could not be looked after");
    }

    [Fact]
    public async Task The_census_is_taken_once_a_minute()
    {
        using var grants = _custody.Meter("musicauth.grants");
        using var open = _custody.Meter("musicauth.refresh.intents_open");
        await LookAfterAsync();
        (Observed(grants), Observed(open)).ShouldBe((0, 0));

        await BeginElsewhereAsync(await _custody.ConsentAsync());
        _custody.Clock.Advance(TimeSpan.FromSeconds(59));
        await LookAfterAsync();
        (Observed(grants), Observed(open)).ShouldBe((0, 0));
        _custody.Clock.Advance(TimeSpan.FromSeconds(1));
        await LookAfterAsync();
        (Observed(grants), Observed(open)).ShouldBe((1, 1));
        grants.LastMeasurement!.Tags["state"].ShouldBe("active");

        _custody.Database.Execute("UPDATE grants SET state = 'ReauthorizationRequired'");
        _custody.Clock.Advance(TimeSpan.FromMinutes(1));
        await LookAfterAsync();
        Observed(grants).ShouldBe(1);
        grants.LastMeasurement!.Tags["state"].ShouldBe("reauthorization_required");
    }

    [Fact]
    public async Task Two_that_try_the_database_at_once_do_not_meet()
    {
        var theirs = new RefreshClaim { GrantId = Guid.Empty, LeaseUntil = _custody.Clock.GetUtcNow() };
        await _custody.UseAsync(async (MusicAuthDb db) =>
        {
            db.Add(theirs);
            return await db.SaveChangesAsync();
        });

        await _custody.UseAsync(async (GrantCareStore store) =>
        {
            await store.ProbeAsync(TestContext.Current.CancellationToken);
            return true;
        });

        _custody.Database.Count("refresh_claims").ShouldBe(1);
    }

    [Fact]
    public async Task It_begins_with_the_broker_and_goes_on_every_fifteen_seconds_whatever_happens()
    {
        using var grants = _custody.Meter("musicauth.grants");
        await LeaveInDoubtAsync(await _custody.ConsentAsync());
        await _custody.BeginAsync();
        await SentAsync(1);
        // The census is the last thing that a round does.
        await Eventually.IsTrueAsync(() => Observed(grants) == 1);

        await LeaveInDoubtAsync(await _custody.ConsentAsync());
        _custody.Faults.Where = sql => sql.Contains("refresh_intents");
        _custody.Clock.Advance(Round);
        await Eventually.IsTrueAsync(() => _custody.Log.Any(entry => entry.Contains("was cut short")));
        _custody.Faults.Where = null;
        _custody.Clock.Advance(Round - TimeSpan.FromMilliseconds(1));
        await Task.Delay(50, TestContext.Current.CancellationToken);
        _custody.Spotify.Sent.Count.ShouldBe(1);
        _custody.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await SentAsync(2);
    }

    private int Intents => _custody.Database.Count("refresh_intents");

    private static long Observed(MetricCollector<long> gauge)
    {
        gauge.Clear();
        gauge.RecordObservableInstruments();
        return gauge.GetMeasurementSnapshot().Sum(one => one.Value);
    }

    private Task<RefreshStart> BeginElsewhereAsync(Grant grant, RefreshOwner? owner = null) =>
        _custody.UseElsewhereAsync(owner ?? new RefreshOwner(), store => store.BeginAsync(
            grant.Id, TimeSpan.FromMinutes(1), isPatient: false,
            (row, _) => _custody.Get<GrantHealth>().Due(
                row, new RefreshDemand(RefreshCause.Refused, row.Generation), inDoubt: false),
            CancellationToken.None));

    private Task LookAfterAsync() =>
        _custody.Get<GrantCare>().LookAfterAsync(TestContext.Current.CancellationToken);

    private Task SentAsync(int count) => Eventually.IsTrueAsync(() => _custody.Spotify.Sent.Count == count);

    private async Task LeaveInDoubtAsync(Grant grant)
    {
        (await BeginElsewhereAsync(grant)).ShouldBeOfType<RefreshStart.Begun>();
        _custody.Database.Execute("DELETE FROM refresh_claims");
    }
}
