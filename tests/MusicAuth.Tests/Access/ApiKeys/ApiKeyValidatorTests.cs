using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.ApiKeys;

/// <summary>The validation of keys under load: cached for a limited time, and never longer (T6, ASVS 8.3.2).</summary>
public sealed class ApiKeyValidatorTests : ApiKeyValidatorTestBase
{
    [Fact]
    public async Task A_cached_key_needs_no_database_read()
    {
        var key = await UsedKeyAsync();
        var before = LookUps.Count;

        for (var i = 0; i < 1000; i++)
            (await CheckAsync(key)).ShouldBeTrue();

        LookUps.Count.ShouldBe(before);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task After_five_seconds_one_request_refreshes_the_key_and_none_waits(int callers)
    {
        var key = await UsedKeyAsync();
        var before = LookUps.Count;
        Broker.Clock.Advance(TimeSpan.FromSeconds(6));

        var first = Enumerable.Range(0, callers).Select(_ => Validator.ValidateAsync(key, default)).ToList();

        first.ShouldAllBe(check => check.IsCompletedSuccessfully && check.Result.Key != null);
        await Eventually.IsTrueAsync(() => LookUps.Count == before + 1);
        await CheckAsync(key);
        LookUps.Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Every_refusal_costs_one_database_read()
    {
        var key = await UsedKeyAsync();
        var expired = await Dora.NewKeyAsync(
            Reading, expiresAt: Broker.Clock.GetUtcNow() + TimeSpan.FromSeconds(3));
        (await CheckAsync(expired)).ShouldBeTrue();
        var revoked = await UsedKeyAsync();
        await RevokeAsync(revoked);
        Broker.Clock.Advance(TimeSpan.FromSeconds(4));

        foreach (var wrong in new[] { "", "nonsense", ApiKeyFormat.Create(), Forged(key), expired, revoked, key[..58] })
        {
            var before = LookUps.Count;
            (await CheckAsync(wrong)).ShouldBeFalse(wrong);
            LookUps.Count.ShouldBe(before + 1, wrong);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    public async Task A_revoked_key_is_refused_at_once_also_during_a_read(int callers)
    {
        for (var round = 0; round < 20; round++)
        {
            var key = await Dora.NewKeyAsync(Reading);
            using var stop = new CancellationTokenSource();
            var load = Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await CheckAsync(key);
                    // SQLite reads synchronously. Without the yield, the callers would occupy all threads of the pool.
                    await Task.Yield();
                }
            })).ToArray();

            await RevokeAsync(key);
            for (var i = 0; i < 50; i++)
                (await CheckAsync(key)).ShouldBeFalse();
            await stop.CancelAsync();
            await Task.WhenAll(load);
        }
    }

    [Fact]
    public async Task A_key_is_refused_from_the_moment_it_expires()
    {
        var key = await Dora.NewKeyAsync(Reading, expiresAt: Broker.Clock.GetUtcNow() + TimeSpan.FromSeconds(2));
        (await CheckAsync(key)).ShouldBeTrue();

        Broker.Clock.Advance(TimeSpan.FromSeconds(2));

        (await CheckAsync(key)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_forged_secret_is_refused_and_does_not_evict_the_key()
    {
        var key = await UsedKeyAsync();

        (await CheckAsync(Forged(key))).ShouldBeFalse();

        Validator.Find(Forged(key)).Cached.ShouldBeNull();
        Validator.Find(key).Cached.ShouldNotBeNull();
        (await CheckAsync(key)).ShouldBeTrue();
    }

    [Fact]
    public async Task Another_replica_accepts_a_revoked_key_for_ten_seconds_at_most()
    {
        await using var first = await Broker.StartAsync(storage: DatabaseKind.Postgres);
        await using var second = first.NewReplica();
        using var dora = await first.SignedInAsync("dora", "spotify");
        var key = await dora.NewKeyAsync(Reading);
        var otherValidator = second.Services.GetRequiredService<ApiKeyValidator>();
        (await otherValidator.ValidateAsync(key, default)).Key.ShouldNotBeNull();

        using var revoked = await dora.SendAsync(HttpMethod.Delete, $"/me/keys/{key[3..15]}");
        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        first.Clock.Advance(TimeSpan.FromSeconds(10));

        (await otherValidator.ValidateAsync(key, default)).Key.ShouldBeNull();
    }

    [Fact]
    public async Task Another_replica_refuses_a_revoked_key_in_use_after_its_refresh_at_five_seconds()
    {
        await using var first = await Broker.StartAsync(storage: DatabaseKind.Postgres);
        await using var second = first.NewReplica();
        using var dora = await first.SignedInAsync("dora", "spotify");
        var key = await dora.NewKeyAsync(Reading);
        var otherValidator = second.Services.GetRequiredService<ApiKeyValidator>();
        (await otherValidator.ValidateAsync(key, default)).Key.ShouldNotBeNull();
        using var revoked = await dora.SendAsync(HttpMethod.Delete, $"/me/keys/{key[3..15]}");
        first.Clock.Advance(TimeSpan.FromSeconds(5));

        // This validation still succeeds and starts the refresh. The clock does not advance meanwhile.
        await otherValidator.ValidateAsync(key, default);

        await Eventually.IsTrueAsync(() => otherValidator.Find(key).Cached is null);
        (await otherValidator.ValidateAsync(key, default)).Key.ShouldBeNull();
    }

    [Fact]
    public async Task Without_the_database_a_cached_key_is_valid_for_ten_seconds()
    {
        var key = await UsedKeyAsync();
        using var app = Dora.NewApp(key);
        var file = Path.Combine(Broker.DataDirectory, "musicauth.db");
        File.Move(file, $"{file}.away");
        Directory.CreateDirectory(file);
        // Close all connections to the file. The pool closes connections in use when they return to it.
        using (var scope = Broker.Services.CreateScope())
            SqliteConnection.ClearPool((SqliteConnection)scope.ServiceProvider
                .GetRequiredService<MusicAuthDb>().Database.GetDbConnection());
        Broker.Clock.Advance(TimeSpan.FromSeconds(9));
        (await CheckAsync(key)).ShouldBeTrue();
        Broker.Clock.Advance(TimeSpan.FromSeconds(2));

        using var answer = await app.GetAsync("/me");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"storage_unavailable\"");
    }

    // A well-formed key with the id of another key. An attacker who knows the format can make it.
    private static string Forged(string key)
    {
        var secret = ApiKeyFormat.Create();
        for (var text = key[..16] + secret[16..53]; ;)
        {
            var sum = System.IO.Hashing.Crc32.HashToUInt32(System.Text.Encoding.ASCII.GetBytes(text));
            var check = "";
            for (var i = 0; i < 6; i++, sum /= 62)
                check = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(int)(sum % 62)] + check;
            return text + check;
        }
    }
}
