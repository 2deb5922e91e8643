using Microsoft.Extensions.Logging.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Spill;

/// <summary>R12, R13: tokens that neither the database nor the disk can store for a while.</summary>
public sealed class GrantSpillTests : SingleGrantTest
{
    protected override TimeSpan ConsentAge => GrantsUnderTest.AccessTokenLifetime;

    [Fact]
    public async Task Spilled_tokens_are_in_force_until_newer_ones_are_stored()
    {
        using var spills = Grants.Meter("musicauth.spills");
        await SpillAsync();

        var row = await RowAsync();
        (row.Generation, row.AccountId, row.ClientId, row.AuthorizedAt).ShouldBe(
            (Grant.Generation + 1, Grant.AccountId, Grant.ClientId, Grant.AuthorizedAt));
        Spill.Contains(Grant.Id).ShouldBeTrue();
        Spill.IsEmpty.ShouldBeFalse();
        spills.GetMeasurementSnapshot().ShouldHaveSingleItem().Value.ShouldBe(1);

        Grants.Faults.ShouldFail = null;
        await Grants.ConsentAsync(Grant.UserId, name: "second");
        AccessOf(await Grants.TokenOfAsync(Grant)).ShouldBe("access second");
        (await ReplayAsync()).ShouldBeTrue();
        AccessOf(await Grants.TokenOfAsync(Grant)).ShouldBe("access second");
        (Spill.IsEmpty, Files.Length).ShouldBe((true, 0));
        Grants.Log.ShouldContain($"Information: Removed the tokens of the grant {Grant.Id} from the spill "
            + "folder; stored in the database: False (false where the grant has newer tokens)");
    }

    [Fact]
    public async Task A_full_disk_has_room_for_one_token_set_in_the_reserve()
    {
        var path = await BlockedAsync(async () => await SpillAsync());
        Spill.HasRoom.ShouldBeFalse("the reserve was used for the response");
        Grants.Log.Count(entry => entry.StartsWith("Critical: Neither the database nor the spill folder"))
            .ShouldBe(1);
        AccessOf(await Grants.TokenOfAsync(Grant)).ShouldBe("access 1");

        // The disk can store the tokens before the database can.
        (await ReplayAsync()).ShouldBeFalse();
        Grants.Log.Count(entry => entry.StartsWith("Critical: Neither the database nor the spill folder"))
            .ShouldBe(1, "the entry is logged once");
        Directory.Delete(path);
        (await ReplayAsync()).ShouldBeFalse();
        Files.ShouldHaveSingleItem();
        (await ReplayAsync()).ShouldBeFalse();
        Grants.Log.Count(entry => entry.StartsWith(
            $"Error: The database cannot store the new tokens of the grant {Grant.Id}")).ShouldBe(1);

        Grants.Faults.ShouldFail = null;
        (await ReplayAsync()).ShouldBeTrue();
        (Spill.HasRoom, Spill.IsEmpty, Files.Length).ShouldBe((true, true, 0));
        AccessOf(await Grants.TokenOfAsync(Grant)).ShouldBe("access 1");
    }

    [Fact]
    public async Task A_token_set_only_in_memory_reaches_the_database()
    {
        var path = await BlockedAsync(async () => await SpillAsync());

        Grants.Faults.ShouldFail = null;
        (await ReplayAsync()).ShouldBeTrue();

        Spill.IsEmpty.ShouldBeTrue();
        (await RowAsync()).Generation.ShouldBe(Grant.Generation + 1);
        Grants.Log.ShouldContain("Warning: An obsolete spill file could not be deleted");
        Directory.Delete(path);
        Grants.Faults.ShouldFail = DatabaseFaults.Writing("grants");
        Spill.WriteUnwritten();
        Files.ShouldBeEmpty("a stored token set needs no file");
    }

    [Fact]
    public async Task A_start_loads_the_newest_token_set_of_a_grant_and_logs_the_count()
    {
        await SpillAsync();
        var file = Files.ShouldHaveSingleItem();
        File.Copy(file, file.Replace(".2.json", ".1.json", StringComparison.Ordinal));
        await File.WriteAllTextAsync(
            Files.Single(one => one.EndsWith(".1.json")),
            (await File.ReadAllTextAsync(file)).Replace("\"generation\":2", "\"generation\":1"));

        var (next, log) = NextRun();

        next.Pending.ShouldHaveSingleItem().Generation.ShouldBe(2);
        log.LatestRecord.Message.ShouldBe(
            "Found 1 token sets in the spill folder that the database could not store before");
    }

    [Fact]
    public async Task A_start_stores_spilled_tokens_and_releases_the_leases_of_its_earlier_run()
    {
        var another = await Grants.ConsentAsync();
        await SpillAsync();
        await AcquiredAsync(new LeaseOwner(), cause: RefreshReason.Background, of: another);
        Grants.Faults.ShouldFail = null;

        await Grants.Get<RefreshRecovery>().RunAsync(TestContext.Current.CancellationToken);

        (Spill.IsEmpty, LeaseCount).ShouldBe((true, 0));
        (await RowAsync()).Generation.ShouldBe(Grant.Generation + 1);
    }

    [Fact]
    public async Task A_replay_that_fails_marks_the_storage_as_not_writable()
    {
        await SpillAsync();
        Grants.Get<RefreshStorage>().RecordSuccess();

        (await ReplayAsync()).ShouldBeFalse();

        Grants.Get<RefreshStorage>().IsWritable.ShouldBeFalse();
    }

    [Fact]
    public async Task Spilled_tokens_count_as_values_of_their_key()
    {
        var store = Grants.Get<IEnumerable<IEncryptedStore>>().Single(one => one.Name == "spill folder");
        (await store.CountValuesByKeyAsync([], default)).ShouldBeEmpty();

        await SpillAsync();

        (await store.CountValuesByKeyAsync([], default)).Sum(use => use.Values).ShouldBe(1);
        Directory.Delete(Folder, recursive: true);
        (await store.CountValuesByKeyAsync([], default)).ShouldBeEmpty();
    }

    [Fact]
    public void An_existing_reserve_is_not_rewritten_and_a_failure_to_create_it_is_logged()
    {
        var reserve = Path.Combine(Folder, "reserve");
        File.SetLastWriteTimeUtc(reserve, DateTime.UnixEpoch);
        Spill.EnsureReserve();
        File.GetLastWriteTimeUtc(reserve).ShouldBe(DateTime.UnixEpoch);
        new FileInfo(reserve).Length.ShouldBe(1024 * 1024);

        File.Delete(reserve);
        Directory.CreateDirectory(reserve);
        Spill.EnsureReserve();

        Spill.HasRoom.ShouldBeFalse();
        Grants.Log.Count(line => line.StartsWith("Error: No access token is refreshed: the reserve ")).ShouldBe(1);
    }

    [Fact]
    public void A_start_with_an_empty_folder_logs_nothing()
    {
        var (next, log) = NextRun();

        log.Count.ShouldBe(0);
        next.HasRoom.ShouldBeTrue();
    }

    [Fact]
    public async Task The_replay_runs_every_half_second()
    {
        await SpillAsync();
        await Grants.StartHostAsync();

        await Eventually.IsTrueAsync(
            () => Grants.Log.Any(entry => entry.Contains("cannot store the tokens")),
            between: () => Grants.Clock.Advance(TimeSpan.FromMilliseconds(500)));
        Grants.Faults.ShouldFail = null;
        await Eventually.IsTrueAsync(
            () => Spill.IsEmpty, between: () => Grants.Clock.Advance(TimeSpan.FromMilliseconds(500)));

        (await RowAsync()).Generation.ShouldBe(Grant.Generation + 1);
    }

    [Fact]
    public async Task A_failed_database_is_tested_in_the_background_until_a_write_succeeds()
    {
        var storage = Grants.Get<RefreshStorage>();
        storage.RecordFailure();
        Grants.Faults.ShouldFail = DatabaseFaults.Writing("refresh_claims");
        await Grants.StartHostAsync();

        await Eventually.IsTrueAsync(
            () => Grants.Log.Any(entry => entry == "Debug: The database cannot be written yet"),
            between: () => Grants.Clock.Advance(TimeSpan.FromMilliseconds(500)));
        storage.IsWritable.ShouldBeFalse();
        Grants.Faults.ShouldFail = null;
        await Eventually.IsTrueAsync(
            () => storage.IsWritable, between: () => Grants.Clock.Advance(TimeSpan.FromMilliseconds(500)));

        LeaseCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_working_database_is_not_tested_and_the_reserve_is_created_again()
    {
        File.Delete(Path.Combine(Folder, "reserve"));
        var writes = 0;
        Grants.Faults.BeforeCommand = sql => writes += DatabaseFaults.Writing("refresh_claims")(sql) ? 1 : 0;
        await Grants.StartHostAsync();

        await Eventually.IsTrueAsync(
            () => Spill.HasRoom, between: () => Grants.Clock.Advance(TimeSpan.FromMilliseconds(500)));

        writes.ShouldBe(0);
    }

    private GrantSpill Spill => Grants.Get<GrantSpill>();

    private string Folder => Path.Combine(Grants.DataDirectory, "spill");

    private string[] Files => Directory.GetFiles(Folder, "*.json");

    private async Task SpillAsync()
    {
        Grants.Faults.ShouldFail = DatabaseFaults.Writing("grants");
        AccessOf(await RefreshAsync()).ShouldBe("access 1");
        Grants.Get<RefreshStorage>().IsWritable.ShouldBeFalse();
    }

    /// <summary>Creates a folder with the name of the file, so that the file cannot be written.</summary>
    private async Task<string> BlockedAsync(Func<Task> work)
    {
        var path = Path.Combine(Folder, $"{Grant.Id:N}.{Grant.Generation + 1}.json");
        Directory.CreateDirectory(path);
        await work();
        return path;
    }

    private (GrantSpill Spill, FakeLogCollector Log) NextRun()
    {
        var logger = new FakeLogger<GrantSpill>();
        var spill = new GrantSpill(
            Grants.Get<SpillFolder>(), Grants.Get<TokenProtector>(), Grants.Get<GrantMetrics>(), new SpillWakeUp(),
            logger);
        spill.LoadFiles();
        return (spill, logger.Collector);
    }

    private Task<bool> ReplayAsync() =>
        Grants.Get<SpillReplay>().ReplayAsync(TestContext.Current.CancellationToken);
}
