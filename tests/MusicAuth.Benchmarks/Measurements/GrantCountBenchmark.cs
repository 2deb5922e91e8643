using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>The start and the memory with few and with many grants in the database.</summary>
internal static class GrantCountBenchmark
{
    private const int Few = 10;
    private const int Many = 100_000;
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(40);
    private static readonly Uri Nowhere = new("http://127.0.0.1:9");

    public static async Task MeasureAsync(string published, int rounds)
    {
        var (few, many) = (await SubjectAsync(Few, published), await SubjectAsync(Many, published));
        FootprintSubject[] subjects = [few.Subject, many.Subject];
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var subject in subjects)
                await subject.RunRoundAsync(sandbox: null, isCounted: round > 0);
        }

        var table = new MarkdownTable(
            "grants", "start, CPU", "relative to 10", "resident", "anonymous + shared", "the same 40 s later");
        foreach (var subject in subjects)
        {
            await using var process = await subject.StartAsync();
            await Task.Delay(Settling);
            var later = ProcessUsage.Read(process.Id);
            table.Add(
                subject.Name, Statistics.Milliseconds(subject.StartCost),
                $"{Ratio.Of(Costs(subject), Costs(subjects[0]))}",
                $"{Statistics.Median(subject.Ready.Select(usage => usage.Resident)):0} MB",
                $"{Statistics.Median(subject.Ready.Select(usage => usage.Private)):0} MB",
                $"{later.Resident:0} / {later.Private:0} MB");
        }

        table.Print($"By the number of grants, medians of {rounds} rounds in turns");
        few.Data.Delete(recursive: true);
        many.Data.Delete(recursive: true);
    }

    private static async Task<(FootprintSubject Subject, DirectoryInfo Data)> SubjectAsync(int grants, string published)
    {
        var seeded = await SeededGrants.StartAsync(grants, Life);
        // Without an owner, each start makes an owner link.
        await seeded.Database.UseAsync(db => db.Database.ExecuteSqlRawAsync(
            "UPDATE users SET is_owner = true WHERE id = (SELECT min(id) FROM users)"));
        var data = await seeded.StopAndKeepDataAsync();
        var subject = new FootprintSubject(
            $"{grants:#,0}", data, folder => ServerProcess.Broker(
                published, folder, Nowhere, ("Spotify__ClientId", StubTokenEndpoint.App)));
        return (subject, data);
    }

    private static List<double> Costs(FootprintSubject subject) =>
        subject.Ready.ConvertAll(usage => usage.Milliseconds);
}
