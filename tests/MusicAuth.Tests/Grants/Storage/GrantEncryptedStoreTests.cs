using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Storage;

/// <summary>R23: all tokens are re-encrypted under the current master key, and no newer token is overwritten.</summary>
public sealed class GrantEncryptedStoreTests : SingleGrantTest
{
    [Fact]
    public async Task Values_are_counted_by_their_encryption_key()
    {
        await Grants.ConsentAsync(refreshToken: false);
        Grants.ChangeKey();
        await Grants.ConsentAsync();

        (await Store.CountValuesByKeyAsync([], default)).Select(use => use.Values).ShouldBe([3, 2], ignoreOrder: true);
    }

    [Fact]
    public async Task All_tokens_are_reencrypted_once_in_batches()
    {
        for (var i = 0; i < 204; i++)
            await Grants.ConsentAsync(refreshToken: i % 2 == 0);
        var before = await Grants.CommitsAsync();
        Grants.ChangeKey();

        (await ReencryptAllAsync()).ShouldBe((205, 0));

        (await Store.CountValuesByKeyAsync([], default)).ShouldHaveSingleItem().Values.ShouldBe(205 + 103);
        (await Grants.CommitsAsync()).ShouldBe(before + 3, "each batch increments the rollback counter once");
        (await ReencryptAllAsync()).ShouldBe((0, 0));
        (await Grants.CommitsAsync()).ShouldBe(before + 3);
        Grants.ChangeKey();
        AccessOf(await Grants.TokenOfAsync(Grant)).ShouldBe("access first");
    }

    [Fact]
    public async Task A_value_that_no_key_decrypts_is_reported_and_unchanged()
    {
        Grants.Database.Execute("UPDATE grants SET access_token = zeroblob(60)");
        Grants.ChangeKey();

        var pass = await Store.ReencryptAsync(TestContext.Current.CancellationToken);

        (pass.Reencrypted, pass.Conflicts).ShouldBe((0, 0));
        pass.Undecryptable.ShouldBe([$"spotify grant {Grant.Id}"]);
    }

    [Theory]
    [InlineData(true, false, HealthStatus.Healthy)]
    [InlineData(false, false, HealthStatus.Unhealthy)]
    [InlineData(true, true, HealthStatus.Unhealthy)]
    public async Task Storage_is_healthy_where_it_is_writable_and_the_spill_is_empty(
        bool isWritable, bool isSpilled, HealthStatus status)
    {
        if (isSpilled)
        {
            ExpireAccessToken();
            Grants.Faults.ShouldFail = DatabaseFaults.Writing("grants");
            await RefreshAsync();
        }

        if (isWritable)
            Grants.Get<RefreshStorage>().RecordSuccess();
        else
            Grants.Get<RefreshStorage>().RecordFailure();

        (await Grants.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken))
            .Entries["storage"].Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_handler_that_fails_does_not_stop_the_other_handlers()
    {
        var logger = new FakeLogger<GrantChangeNotifier>();
        var (failing, working) = (new Handler(fails: true), new Handler(fails: false));

        await new GrantChangeNotifier([failing, working], logger).NotifyAsync(Grant.UserId, "spotify");

        working.Notifications.ShouldBe([(Grant.UserId, "spotify")]);
        logger.LatestRecord.Message.ShouldBe(
            "A handler of a changed connection failed: cached responses can be outdated for a while");
    }

    private IEncryptedStore Store =>
        Grants.Get<IEnumerable<IEncryptedStore>>().Single(store => store.Name == "grants");

    private async Task<(long Reencrypted, long Conflicts)> ReencryptAllAsync()
    {
        var pass = await Store.ReencryptAsync(TestContext.Current.CancellationToken);
        pass.Undecryptable.ShouldBeEmpty();
        return (pass.Reencrypted, pass.Conflicts);
    }

    private sealed class Handler(bool fails) : IGrantChangeHandler
    {
        public List<(Guid UserId, string? Provider)> Notifications { get; } = [];

        public Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken)
        {
            Notifications.Add((userId, provider));
            return fails ? throw new InvalidOperationException("no") : Task.CompletedTask;
        }
    }
}
