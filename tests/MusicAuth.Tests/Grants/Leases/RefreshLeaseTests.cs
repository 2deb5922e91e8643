using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Leases;

/// <summary>R3, R4: of all processes on one database only the holder of the lease refreshes a grant.</summary>
public abstract class RefreshLeaseTests(DatabaseKind storage) : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private Broker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(storage: storage);
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    public async Task Of_many_processes_one_takes_the_lease(int processes)
    {
        var starts = await Task.WhenAll(Enumerable.Range(0, processes).Select(_ => BeginAsync(new(), Long)));

        starts.Count(start => start is LeaseAttempt.Acquired).ShouldBe(1);
        starts.Count(start => start is LeaseAttempt.HeldElsewhere).ShouldBe(processes - 1);
    }

    [Fact]
    public async Task A_lease_holds_until_its_end()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        (await BeginAsync(new(), Long)).ShouldBeOfType<LeaseAttempt.Acquired>();
        var after = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        var until = Convert.ToInt64(Database.Scalar("SELECT lease_until FROM refresh_claims"));
        (until - (long)Long.TotalMilliseconds).ShouldBeInRange(before, after, "the lease uses the database's clock");
        (await BeginAsync(new(), Long)).ShouldBeOfType<LeaseAttempt.HeldElsewhere>();
        ShortenLease(Long / 2);
        (await BeginAsync(new(), Long)).ShouldBeOfType<LeaseAttempt.HeldElsewhere>();
        ShortenLease((Long / 2) + TimeSpan.FromMilliseconds(1));
        var second = (await BeginAsync(new(), Long)).ShouldBeOfType<LeaseAttempt.Acquired>();

        second.IsIndeterminate.ShouldBeTrue("the first owner can have sent the token");
    }

    [Fact]
    public async Task Only_its_owner_releases_a_lease()
    {
        LeaseOwner first = new(), second = new();
        var acquired = (await BeginAsync(first, Long)).ShouldBeOfType<LeaseAttempt.Acquired>();

        await UseAsync(second, store =>
            store.ReleaseAsync(acquired.Decrypted.Grant, false, null, CancellationToken.None));
        (await BeginAsync(second, Long)).ShouldBeOfType<LeaseAttempt.HeldElsewhere>();

        await UseAsync(first, store =>
            store.ReleaseAsync(acquired.Decrypted.Grant, false, null, CancellationToken.None));
        (await BeginAsync(second, Long)).ShouldBeOfType<LeaseAttempt.Acquired>().IsIndeterminate.ShouldBeFalse();
    }

    [Fact]
    public async Task A_process_without_a_due_refresh_leaves_no_lease_or_intent()
    {
        var start = await UseAsync(new(), store => store.AcquireAsync(
            GrantId, Long, false, (_, _) => null, CancellationToken.None));

        start.ShouldBeOfType<LeaseAttempt.NotDue>();
        Database.Count("refresh_claims").ShouldBe(0);
        Database.Count("refresh_intents").ShouldBe(0);
    }

    [Fact]
    public async Task An_instance_releases_only_the_leases_of_its_earlier_run()
    {
        await BeginAsync(new(), Long);
        Database.Execute(
            $"""
             INSERT INTO refresh_claims
             VALUES ('{Guid.NewGuid()}', '{Guid.NewGuid()}', '{Guid.NewGuid()}', {long.MaxValue})
             """);

        await _broker.RestartAsync();

        // The background refresh of the interrupted exchange can hold its own lease for a moment.
        await Eventually.IsTrueAsync(() => Database.Count("refresh_claims") == 1);
    }

    [Fact]
    public async Task A_late_response_does_not_replace_newer_tokens()
    {
        LeaseOwner slow = new(), quick = new();
        var first = (await BeginAsync(slow, Long)).ShouldBeOfType<LeaseAttempt.Acquired>();
        ShortenLease(Long + TimeSpan.FromMilliseconds(1));
        (await BeginAsync(quick, Long)).ShouldBeOfType<LeaseAttempt.Acquired>();

        (await UseAsync(quick, store => store.SaveAsync(Renewed(first.Decrypted, "newer"), CancellationToken.None)))
            .ShouldBeTrue();
        (await UseAsync(slow, store => store.SaveAsync(Renewed(first.Decrypted, "late"), CancellationToken.None)))
            .ShouldBeFalse();

        var status = _broker.Services.GetRequiredService<GrantStatus>();
        status.DecryptOrReason(await GrantAsync(), out var decrypted).ShouldBeNull();
        decrypted!.AccessToken.Reveal().ShouldBe("newer");
    }

    [Fact]
    public async Task A_late_response_reactivates_a_lost_grant()
    {
        var acquired = (await BeginAsync(new(), Long)).ShouldBeOfType<LeaseAttempt.Acquired>();
        await UseAsync(new(), store => store.InvalidateAsync(
            acquired.Decrypted.Grant, ReauthorizationReason.LostInFlight, retryAt: null, CancellationToken.None));

        (await UseAsync(new(), store => store.SaveAsync(Renewed(acquired.Decrypted, "found"), CancellationToken.None)))
            .ShouldBeTrue();

        _broker.Services.GetRequiredService<GrantStatus>().DecryptOrReason(await GrantAsync(), out _).ShouldBeNull();
    }

    private Database Database => _broker.Database;

    private Guid GrantId => Guid.Parse(Database.Scalar("SELECT id FROM grants")!.ToString()!);

    // Shortening the lease simulates time, because a test cannot change the clock of the database.
    private void ShortenLease(TimeSpan by) => Database.Execute(
        $"UPDATE refresh_claims SET lease_until = lease_until - {(long)by.TotalMilliseconds}").ShouldBe(1);

    private Task<LeaseAttempt> BeginAsync(LeaseOwner process, TimeSpan lease)
    {
        var status = _broker.Services.GetRequiredService<GrantStatus>();
        var id = GrantId;
        return UseAsync(process, store => store.AcquireAsync(
            id, lease, false,
            (grant, isIndeterminate) => status.DecryptIfDue(grant, RefreshRequest.Expiring, isIndeterminate),
            CancellationToken.None));
    }

    private EncryptedTokenSet Renewed(DecryptedGrant from, string accessToken) =>
        _broker.Services.GetRequiredService<TokenProtector>().ProtectRenewed(
            from, new TokenSet(new AccessToken(accessToken), null, _broker.Clock.GetUtcNow().AddHours(1), null),
            _broker.Clock.GetUtcNow());

    private async Task<Grant> GrantAsync()
    {
        await using var scope = _broker.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<GrantStore>()
            .FindAsync(GrantId, CancellationToken.None))!;
    }

    private async Task UseAsync(LeaseOwner process, Func<RefreshStore, Task> work) =>
        await UseAsync(process, async store =>
        {
            await work(store);
            return true;
        });

    /// <summary>Uses a store like another process on the same database.</summary>
    private async Task<T> UseAsync<T>(LeaseOwner process, Func<RefreshStore, Task<T>> work)
    {
        await using var scope = _broker.Services.CreateAsyncScope();
        var store = ActivatorUtilities.CreateInstance<RefreshStore>(scope.ServiceProvider, process);
        return await work(store);
    }
}
