using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Backups;

/// <summary>R21: a backup during continuous refreshes is a consistent snapshot of the database.</summary>
public sealed class BackupUnderWritesTests : IDisposable
{
    private const int Backups = 8;
    private const int MaxRounds = 25;
    private static readonly string[] Users = ["writer-1", "writer-2", "writer-3", "writer-4"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-backup-");

    public void Dispose() => _folder.Delete(recursive: true);

    [LongTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task R21_every_backup_under_writes_is_consistent_and_the_last_one_refreshes(DatabaseKind kind)
    {
        await using var broker = await Broker.StartAsync(storage: kind, hasLongTimeouts: true);
        await broker.PutAsync("users", new { people = Users.Select(name => new { name }) });
        var browsers = await Task.WhenAll(Users.Select(user => broker.SignedInAsync(user, "spotify")));
        var key = await browsers[0].NewKeyAsync(["library:read"]);
        var unrefreshed = Difference(broker.Database.Scalar(DifferenceSql));

        HashSet<long> states = [];
        for (var number = 0; number < Backups; number++)
        {
            var backup = BackUpAndReadAsync(broker, $"{number}");
            await RefreshAsync(broker, browsers, backup);
            var (difference, commits) = await backup;
            difference.ShouldBe(unrefreshed, "a refresh increments both numbers in one transaction");
            states.Add(commits);
        }

        states.Count.ShouldBeGreaterThan(1, "the tokens were refreshed between the backups");
        await ShouldRefreshElsewhereAsync(broker, key);
        foreach (var browser in browsers) browser.Dispose();
    }

    // Each refresh increments the generation of its grant and the counter of the database.
    private const string DifferenceSql =
        "SELECT CAST((SELECT commits FROM meta) - (SELECT sum(generation) FROM grants) AS bigint)";

    private static long Difference(object? value) => Convert.ToInt64(value);

    // The sessions and the key ring stay valid for longer than all rounds take.
    private static async Task RefreshAsync(Broker broker, Browser[] browsers, Task backup)
    {
        for (var round = 0; round < MaxRounds && !backup.IsCompleted; round++)
        {
            broker.Clock.Advance(TimeSpan.FromMinutes(61));
            foreach (var page in await Task.WhenAll(browsers.Select(user => user.GetAsync("/me/playlists?limit=1"))))
                page.GetProperty("complete").GetBoolean().ShouldBeTrue(page.ToString());
        }
    }

    private async Task<(long Difference, long Commits)> BackUpAndReadAsync(Broker broker, string name)
    {
        var file = Path.Combine(_folder.FullName, $"{name}.age");
        await broker.Services.GetRequiredService<BackupMaker>()
            .MakeAsync(file, BackupTest.Passphrase, withKey: false, CancellationToken.None);
        var content = _folder.CreateSubdirectory(name).FullName;
        await using (var backup = File.OpenRead(file))
            BackupFile.Read(backup, BackupTest.Passphrase, content);
        await using var copy = SqliteFile.Open(Path.Combine(content, BackupFile.DatabaseName));
        var grants = await copy.Set<Grant>().AsNoTracking().ToListAsync();
        var protector = broker.Services.GetRequiredService<TokenProtector>();
        grants.Count(grant => protector.TryUnprotect(grant, out _)).ShouldBe(Users.Length, "every token decrypts");
        await copy.Database.OpenConnectionAsync();
        var connection = copy.Database.GetDbConnection();
        Scalar(connection, "PRAGMA integrity_check").ShouldBe("ok");
        return (Difference(Scalar(connection, DifferenceSql)), (long)Scalar(connection, "SELECT commits FROM meta")!);
    }

    private async Task ShouldRefreshElsewhereAsync(Broker broker, string key)
    {
        var backup = await BackupTest.BackUpAsync(broker, _folder.FullName);
        await broker.StopAsync();
        var elsewhere = Path.Combine(_folder.FullName, "elsewhere");
        Dictionary<string, string?> database = new() { ["Database:Kind"] = "Sqlite" };
        var (exitCode, _, error) = await BackupTest.RestoreAsync(backup, elsewhere, database);
        exitCode.ShouldBe(0, error);
        database["DataDirectory"] = elsewhere;
        database["Database:ConnectionString"] = $"Data Source={elsewhere}/musicauth.db";
        await broker.RestartAsync(database);
        broker.Clock.Advance(TimeSpan.FromMinutes(61));
        using var browser = broker.NewBrowser();
        using var app = browser.NewApp(key);
        (await app.GetStringAsync("/me/playlists?limit=1")).ShouldContain("\"complete\":true");
        (await broker.StatsAsync()).Spotify.Reuse.ShouldBe(0);
    }

    private static object? Scalar(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
