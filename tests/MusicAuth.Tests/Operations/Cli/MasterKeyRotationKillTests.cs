using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary>
/// R23: kill -9 during a rotation of the master key, with 10,000 grants. MUSICAUTH_ROTATE_KILLS sets the number of
/// kills; a manual run uses 50.
/// </summary>
public sealed class MasterKeyRotationKillTests : IDisposable
{
    private const int Grants = 10_000;
    private const int Batch = 1_000;
    private const int KillsPerRotation = 5;

    private static readonly int Kills = int.Parse(
        Environment.GetEnvironmentVariable("MUSICAUTH_ROTATE_KILLS") ?? "3", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Instance _instance = new();
    private readonly Random _random = new(23);

    public void Dispose() => _instance.Dispose();

    [LongFact]
    public async Task R23_no_kill_makes_a_grant_undecryptable_and_the_next_run_continues()
    {
        await FillAsync((await _instance.StartAsync()).Services);
        _instance.Stop();
        var keys = new MasterKeys(_instance.DataDirectory).AddKey();
        for (var killed = 0; killed < Kills; keys.Swap())
        {
            await ShouldDecryptAllAsync(keys);
            var old = _instance.Query("SELECT hex(substr(access_token, 2, 8)) FROM grants LIMIT 1")!;
            for (var kill = 1; kill <= KillsPerRotation && killed < Kills; kill++)
            {
                await KillAsync(keys, old, (kill - 1) * Grants / KillsPerRotation);
                killed++;
                await ShouldDecryptAllAsync(keys);
            }

            using var last = Rotate(keys);
            var (exitCode, output, error) = await last.WaitAsync();
            exitCode.ShouldBe(0, error);
            output.ShouldContain($"{2 * Grants} values encrypted with {keys.Current}: grants");
            output.ShouldContain("no longer encrypts any data");
            Under(old).ShouldBe(0);
            TestContext.Current.TestOutputHelper?.WriteLine($"{killed} kills, 0 of {Grants} grants unreadable");
        }
    }

    private async Task KillAsync(MasterKeys keys, string old, int from)
    {
        var target = from + _random.Next(1, Grants / KillsPerRotation);
        using var command = Rotate(keys);
        using var patience = new CancellationTokenSource(Patience);
        while (Grants - Under(old) < target)
        {
            command.IsRunning.ShouldBeTrue("the command must still run when it is killed");
            await Task.Delay(5, patience.Token);
        }

        // Dispose kills the process (kill -9).
    }

    private long Under(string key) => long.Parse(
        _instance.Query($"SELECT count(*) FROM grants WHERE hex(substr(access_token, 2, 8)) = '{key}'")!,
        CultureInfo.InvariantCulture);

    /// <summary>Starts a broker on the database and decrypts every token.</summary>
    private async Task ShouldDecryptAllAsync(MasterKeys keys)
    {
        var host = await _instance.StartAsync([.. keys.Settings.Select(setting => (setting.Key, setting.Value!))]);
        var vault = host.Services.GetRequiredService<TokenProtector>();
        var all = await host.Services.GetRequiredService<ScopedServices>().UseAsync(
            db => db.Set<Grant>().AsNoTracking().ToListAsync());
        all.Count.ShouldBe(Grants);
        all.Count(grant => !vault.TryUnprotect(grant, out var open)
            || open.RefreshToken!.Reveal() != $"refresh of {grant.Id}").ShouldBe(0);
        _instance.Stop();
    }

    private BrokerProcess Rotate(MasterKeys keys) => new(
        ["vault", "rotate", $"--DataDirectory={_instance.DataDirectory}",
            .. keys.Settings.Select(setting => $"--{setting.Key}={setting.Value}")]);

    private static async Task FillAsync(IServiceProvider services)
    {
        var vault = services.GetRequiredService<TokenProtector>();
        foreach (var batch in Enumerable.Range(0, Grants).Chunk(Batch))
        {
            await services.GetRequiredService<ScopedServices>().UseAsync(async db =>
            {
                foreach (var _ in batch)
                {
                    var user = new User { Id = Guid.CreateVersion7() };
                    var grant = new Grant
                    {
                        Id = Guid.CreateVersion7(),
                        UserId = user.Id,
                        Provider = "spotify",
                        ClientId = "client",
                        AccountId = $"{user.Id}",
                        Scopes = ["playlist-read-private"],
                        EncryptedAccessToken = [],
                    };
                    vault.Protect(grant, new($"access of {grant.Id}"), new($"refresh of {grant.Id}"));
                    db.AddRange(user, grant);
                }

                await db.SaveChangesAsync();
            });
        }
    }
}
