using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Pages;

public sealed class PagePropertyTests
{
    private static readonly int[] Limits = [1, 2, 7, 49, 50, 51, 99, 100, 101, 250, 500];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Following_next_returns_every_item_exactly_once(int seed)
    {
        var random = new Random(seed);
        var spotify = RandomSource(random, "spotify", 50);
        var deezer = RandomSource(random, "deezer", 100);
        var library = new LibraryHarness(spotify, deezer);

        var returned = new List<string>();
        var unavailable = 0;
        var limit = Limits[random.Next(Limits.Length)];
        var page = await library.Playlists(limit);
        while (true)
        {
            page.Complete.ShouldBeTrue();
            page.Items.Count.ShouldBeLessThanOrEqualTo(limit);
            returned.AddRange(page.Ids());
            unavailable += page.Sources.Sum(source => source.UnavailableItems);
            if (page.Next is null)
                break;
            page.Items.Count.ShouldBe(limit, "only the last page can be short");
            limit = Limits[random.Next(Limits.Length)];
            page = await library.FollowNext(page.Next, limit);
        }

        FakeEntry[] entries = [.. spotify.Entries, .. deezer.Entries];
        returned.ShouldBe(entries.Where(entry => entry is { Missing: false, Id: not null }).Select(entry => entry.Id!));
        unavailable.ShouldBe(entries.Count(entry => entry is { Missing: false, Id: null }));
        page.Total.ShouldBe(spotify.ReportsTotal && deezer.ReportsTotal ? entries.Length : null);
        ShouldNotReadPastTotal(spotify);
        ShouldNotReadPastTotal(deezer);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Failures_between_pages_lose_and_repeat_no_item(int seed)
    {
        var random = new Random(seed);
        var spotify = RandomSource(random, "spotify", 50);
        var library = new LibraryHarness(spotify);
        var failuresLeft = 10;
        spotify.BeforeResponse = (_, _, _) => failuresLeft > 0 && random.Next(3) == 0 && failuresLeft-- > 0
            ? throw new UpstreamException(
                "spotify", UpstreamFault.Unavailable, "no")
            : Task.CompletedTask;

        var expected = spotify.Entries
            .Where(entry => entry is { Missing: false, Id: not null })
            .Select(entry => entry.Id!)
            .ToArray();
        var returned = new List<string>();
        string? cursor = null;
        var isStarted = false;
        while (!isStarted || cursor is not null)
        {
            try
            {
                var page = await library.Playlists(Limits[random.Next(Limits.Length)], cursor: cursor);
                isStarted = true;
                returned.AddRange(page.Ids());
                cursor = page.Next is null ? null : UnifiedPageExtensions.CursorOf(page.Next);
            }
            catch (ProblemException)
            {
                // Request the same page again, like a client.
                continue;
            }
        }

        returned.ShouldBe(expected);
    }

    private static FakeMusicSource RandomSource(Random random, string provider, int pageSize)
    {
        var nulls = random.Next(3) * 10;
        var missing = random.Next(3) * 10;
        var size = random.Next(5) == 0 ? random.Next(4) * pageSize : random.Next(350);
        return new FakeMusicSource(provider, pageSize)
        {
            PageCap = random.Next(4) == 0 ? random.Next(30, pageSize) : int.MaxValue,
            ReportsTotal = random.Next(4) > 0,
            Entries =
            [
                .. Enumerable.Range(0, size).Select(i => RandomEntry($"{provider}{i}")),
            ],
        };

        FakeEntry RandomEntry(string id)
        {
            var number = random.Next(100);
            return number < nulls ? new FakeEntry(null) : new FakeEntry(id, Missing: number < nulls + missing);
        }
    }

    private static void ShouldNotReadPastTotal(FakeMusicSource source)
    {
        if (source.ReportsTotal)
            source.RequestedOffsets.ShouldAllBe(offset => offset == 0 || offset < source.Entries.Count);
    }
}
