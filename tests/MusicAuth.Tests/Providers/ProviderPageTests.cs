using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers;

/// <summary>f15: a window holds what was asked for, as far as the answer says that it does.</summary>
public sealed class ProviderPageTests
{
    // Asked for 50 from 50 on; entries are named by numbers that count from where the answer begins.
    [Theory]
    [InlineData("filled up with the first entries", 50, """ "offset":50,"limit":50,"total":60 """, 0, 10, null)]
    [InlineData("more than was asked", 80, """ "offset":50,"limit":50,"total":200 """, 0, 50, 100L)]
    [InlineData("more than its own limit", 50, """ "offset":50,"limit":20,"total":200 """, 0, 20, 70L)]
    [InlineData("a larger limit than was asked", 100, """ "offset":50,"limit":100,"total":200 """, 0, 50, 100L)]
    [InlineData("begins earlier", 50, """ "offset":40,"limit":50,"total":200 """, 10, 50, 90L)]
    [InlineData("begins earlier, at the end", 20, """ "offset":40,"limit":50,"total":60 """, 10, 20, null)]
    [InlineData("shrank so that nothing is left", 5, """ "offset":40,"limit":50,"total":45 """, 5, 5, null)]
    [InlineData("begins later", 50, """ "offset":55,"limit":50,"total":200 """, 0, 50, 105L)]
    [InlineData("an offset that cannot be read", 50, """ "offset":{},"limit":50,"total":200 """, 0, 50, 100L)]
    [InlineData("a short page in the middle", 47, """ "offset":50,"limit":50,"total":200 """, 0, 47, 100L)]
    [InlineData("an odd total, and more to come", 50, """ "total":[],"next":"https://x" """, 0, 50, 100L)]
    [InlineData("an odd total, and no more", 50, """ "total":[],"next":null """, 0, 50, null)]
    [InlineData("odd total and next", 50, """ "total":[],"next":{} """, 0, 50, 100L)]
    [InlineData("odd total and next, no entries", 0, """ "total":[],"next":{} """, 0, 0, null)]
    public async Task F15_Spotify(string what, int given, string says, int first, int end, long? next)
    {
        using var providers = new ProvidersUnderTest($$"""{"items":[{{Entries(given)}}],{{says}}}""");

        var window = await providers.Spotify.GetPlaylistsAsync(ProvidersUnderTest.Token, new(50, 50), default);

        window.Entries.Select(entry => entry!.Id).ShouldBe(Ids(first, end), what);
        window.NextOffset.ShouldBe(next, what);
    }

    [Theory]
    [InlineData("filled up with the first entries", 100, """ "total":160 """, 60, null)]
    [InlineData("filled up although more follows", 140, """ "total":400,"next":"https://x?index=200" """, 100, 200L)]
    [InlineData("more, going on behind it", 150, """ "total":400,"next":"https://x?index=250" """, 150, 250L)]
    [InlineData("overlaps the next page", 100, """ "total":400,"next":"https://x?index=150" """, 50, 150L)]
    [InlineData("next leads behind the total", 100, """ "total":160,"next":"https://x?index=200" """, 60, null)]
    [InlineData("a short page in the middle", 94, """ "total":400,"next":"https://x?index=200" """, 94, 200L)]
    [InlineData("next cannot be read", 100, """ "total":400,"next":{} """, 100, 200L)]
    [InlineData("next has no index", 100, """ "total":400,"next":"https://x?y=1" """, 100, 200L)]
    [InlineData("next has no index and the list ends", 50, """ "total":150,"next":"https://x?y=1" """, 50, null)]
    [InlineData("next is null in the middle", 100, """ "total":400,"next":null """, 100, 200L)]
    [InlineData("beyond 32 bits", 9, """ "total":8000000000,"next":"https://x?index=5000000000" """, 9, 5000000000L)]
    [InlineData("neither total nor next", 100, """ "checksum":"" """, 100, null)]
    [InlineData("more than was asked, neither total nor next", 130, """ "checksum":"" """, 100, null)]
    [InlineData("odd total and next", 100, """ "total":{},"next":[] """, 100, 200L)]
    public async Task F15_Deezer(string what, int given, string says, int end, long? next)
    {
        using var providers = new ProvidersUnderTest($$"""{"data":[{{Entries(given)}}],{{says}}}""");

        var window = await providers.Deezer.GetPlaylistsAsync(ProvidersUnderTest.Token, new(100, 100), default);

        window.Entries.Select(entry => entry!.Id).ShouldBe(Ids(0, end), what);
        window.NextOffset.ShouldBe(next, what);
    }

    [Fact]
    public async Task F15_a_track_that_a_playlist_holds_twice_stays_twice()
    {
        const string Twice = """{"item":{"id":"a","name":"A"}},{"item":{"id":"a","name":"A"}}""";
        using var providers = new ProvidersUnderTest($$"""{"items":[{{Twice}}],"offset":0,"limit":50,"total":2}""");

        var window = await providers.Spotify.GetPlaylistTracksAsync(
            ProvidersUnderTest.Token, "a", new(0, 50), default);

        window.Entries.Select(entry => entry!.Id).ShouldBe(["a", "a"]);
    }

    private static string Entries(int count) =>
        string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"id":"{{i}}","name":"n","title":"n"}"""));

    private static IEnumerable<string> Ids(int first, int end) =>
        Enumerable.Range(first, end - first).Select(i => $"{i}");
}
