using System.Buffers.Binary;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>The cost of a refresh, counted in the write-ahead log.</summary>
public sealed class RefreshCostTests
{
    [Fact]
    public async Task A_refresh_takes_two_commits()
    {
        // Remove the writer of the audit log, which commits at any time.
        await using var broker = await Broker.StartAsync(services: services => services.Remove(services.Single(
            service => service.ImplementationFactory?.Method.ReturnType == typeof(AuditWriter))));
        using var browser = await broker.SignedInAsync("dora", "spotify");
        broker.Clock.Advance(TimeSpan.FromMinutes(61));
        // This request records the use of the session.
        (await browser.Client.GetAsync("/me")).EnsureSuccessStatusCode();
        var before = Commits(broker.DataDirectory);

        (await browser.Client.GetAsync("/me/playlists?limit=1")).EnsureSuccessStatusCode();

        (Commits(broker.DataDirectory) - before).ShouldBe(2);
        (await broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);
    }

    // https://sqlite.org/fileformat2.html#walformat: the last frame of a commit has the size of the database.
    private static int Commits(string dataDirectory)
    {
        using var log = new FileStream(
            Path.Combine(dataDirectory, "musicauth.db-wal"), FileMode.Open, FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[log.Length];
        log.ReadExactly(bytes);
        var pageSize = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8));
        var salt = bytes.AsSpan(16, 8).ToArray();
        var commits = 0;
        for (var frame = 32; frame + 24 + pageSize <= bytes.Length; frame += 24 + pageSize)
        {
            var isOfThisLog = bytes.AsSpan(frame + 8, 8).SequenceEqual(salt);
            if (isOfThisLog && BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(frame + 4)) != 0)
                commits++;
        }

        return commits;
    }
}
