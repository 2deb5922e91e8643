using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers.Deezer;

public sealed class DeezerLibraryTests
{
    [Fact]
    public async Task An_empty_error_beside_data_is_a_success()
    {
        using var providers = new ProvidersUnderTest("""{"error":[],"data":[{"id":1,"title":"x"}],"total":1}""");

        (await Favorites(providers)).Entries.Single()!.Title.ShouldBe("x");
    }

    [Fact]
    public async Task The_quota_error_blocks_calls_for_five_seconds()
    {
        using var providers = new ProvidersUnderTest("""{"error":{"type":"Exception","code":4}}""");

        await Should.ThrowAsync<UpstreamException>(Favorites(providers));
        var failure = await Should.ThrowAsync<UpstreamException>(Favorites(providers));

        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        providers.Wire.RequestedUris.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_flow_is_requested_without_a_range()
    {
        using var providers = new ProvidersUnderTest("""{"data":[],"total":0}""");

        await providers.Deezer.GetFlowAsync(ProvidersUnderTest.Token, default);

        providers.Wire.RequestedUris.Single().AbsoluteUri
            .ShouldBe("https://api.deezer.com/user/me/flow?access_token=to%2Bken%2F%3D");
    }

    [Fact]
    public async Task Malformed_tracks_keep_their_readable_fields()
    {
        using var providers = new ProvidersUnderTest(
            """
            {"data":[
              null,
              {"id":"7","title":null,"artist":[],"album":[],"duration":null,"time_add":0,"isrc":""},
              {"id":-12,"title":"my own file","artist":{"name":"me"},"time_add":99999999999999},
              {"title":"no id"},
              {"id":9,"title":"x","link":"https://api.deezer.com/x?access_token=T"}
            ],"total":5}
            """);

        var entries = (await Favorites(providers)).Entries;

        entries.Select(entry => entry?.Id).ShouldBe([null, "7", "-12", null, "9"]);
        entries[1]!.Artists.ShouldBeEmpty();
        entries[1]!.Album.ShouldBeNull();
        entries[1]!.DurationMs.ShouldBeNull();
        entries[1]!.Isrc.ShouldBeNull();
        entries[1]!.AddedAt.ShouldBeNull();
        entries[2]!.AddedAt.ShouldBeNull();
        entries[2]!.Url.ShouldBeNull();
        entries[4]!.Url.ShouldBe("https://www.deezer.com/track/9");
    }

    private static Task<ProviderPage<Track>> Favorites(ProvidersUnderTest providers) =>
        providers.Deezer.GetFavoritesAsync(ProvidersUnderTest.Token, ProvidersUnderTest.First(100), default);
}
