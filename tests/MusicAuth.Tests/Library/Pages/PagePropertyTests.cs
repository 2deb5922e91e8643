using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Pages;

public sealed class PagePropertyTests
{
    private static readonly int[] Limits = [1, 2, 7, 49, 50, 51, 99, 100, 101, 250, 500];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Following_next_yields_every_item_exactly_once(int seed)
    {
        var random = new Random(seed);
        var spotify = RandomSource(random, "spotify", 50);
        var deezer = RandomSource(random, "deezer", 100);
        var library = new LibraryHarness(spotify, deezer);

        var given = new List<string>();
        var unavailable = 0;
        var limit = Limits[random.Next(Limits.Length)];
        var page = await library.Playlists(limit);
        while (true)
        {
            page.Complete.ShouldBeTrue();
            page.Items.Count.ShouldBeLessThanOrEqualTo(limit);
            given.AddRange(page.Ids());
            unavailable += page.Sources.Sum(source => source.UnavailableItems);
            if (page.Next is null)
                break;
            page.Items.Count.ShouldBe(limit, "only the last page may be short");
            limit = Limits[random.Next(Limits.Length)];
            page = await library.FollowNext(page.Next, limit);
        }

        FakeEntry[] slots = [.. spotify.Entries, .. deezer.Entries];
        given.ShouldBe(slots.Where(slot => slot is { Missing: false, Id: not null }).Select(slot => slot.Id!));
        unavailable.ShouldBe(slots.Count(slot => slot is { Missing: false, Id: null }));
        page.Total.ShouldBe(spotify.ReportsTotal && deezer.ReportsTotal ? slots.Length : null);
        ShouldNotReadPastTotal(spotify);
        ShouldNotReadPastTotal(deezer);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Faults_in_the_middle_lose_nothing_and_repeat_nothing(int seed)
    {
        var random = new Random(seed);
        var spotify = RandomSource(random, "spotify", 50);
        var library = new LibraryHarness(spotify);
        var left = 10;
        spotify.BeforeResponse = (_, _, _) => left > 0 && random.Next(3) == 0 && left-- > 0
            ? throw new UpstreamException(
                "spotify", UpstreamFault.Unavailable, "no")
            : Task.CompletedTask;

        var expected = spotify.Entries
            .Where(slot => slot is { Missing: false, Id: not null })
            .Select(slot => slot.Id!)
            .ToArray();
        var given = new List<string>();
        string? cursor = null;
        var begun = false;
        while (!begun || cursor is not null)
        {
            try
            {
                var page = await library.Playlists(Limits[random.Next(Limits.Length)], cursor: cursor);
                begun = true;
                given.AddRange(page.Ids());
                cursor = page.Next is null ? null : UnifiedPageExtensions.CursorOf(page.Next);
            }
            catch (ProblemException)
            {
                // The same page again, as a client does it.
                continue;
            }
        }

        given.ShouldBe(expected);
    }

    private static FakeMusicSource RandomSource(Random random, string provider, int windowSize)
    {
        var nulls = random.Next(3) * 10;
        var missing = random.Next(3) * 10;
        var size = random.Next(5) == 0 ? random.Next(4) * windowSize : random.Next(350);
        return new FakeMusicSource(provider, windowSize)
        {
            PageCap = random.Next(4) == 0 ? random.Next(30, windowSize) : int.MaxValue,
            ReportsTotal = random.Next(4) > 0,
            Entries =
            [
                .. Enumerable.Range(0, size).Select(i => random.Next(100) is var dice && dice < nulls ? new FakeEntry(null)
                    : dice < nulls + missing ? new FakeEntry($"{provider}{i}", Missing: true)
                    : new FakeEntry($"{provider}{i}")),
            ],
        };
    }

    private static void ShouldNotReadPastTotal(FakeMusicSource source)
    {
        if (source.ReportsTotal)
            source.RequestedOffsets.ShouldAllBe(offset => offset == 0 || offset < source.Entries.Count);
    }
}
