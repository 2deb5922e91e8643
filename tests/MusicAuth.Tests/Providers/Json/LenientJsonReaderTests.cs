using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers.Json;

/// <summary>f01: values in another form than the documented one.</summary>
public sealed class LenientJsonReaderTests
{
    [Fact]
    public async Task F01_whole_numbers_written_as_fractions_are_whole_numbers()
    {
        var window = await SpotifyPlaylistsAsync(
            """
            {"limit":50.0,"total":2.0,"offset":0.0,"items":[{"id":"a","name":"A","items":{"total":1}},
              {"id":"b","name":"B","items":{"total":12.0}}]}
            """);

        window.Total.ShouldBe(2);
        window.NextOffset.ShouldBeNull();
        window.Entries.Select(entry => entry!.TracksTotal).ShouldBe([1, 12]);
    }

    [Theory]
    [InlineData("\"Summer \\ud83d\"", "Summer \uFFFD")]
    [InlineData("\"\\ude00 Summer\"", "\uFFFD Summer")]
    [InlineData("\"\\ud83d\\ude00 \\u00fc \\/\\\\\\\"\"", "😀 ü /\\\"")]
    [InlineData("1999", "1999")]
    [InlineData("1e400", "1e400")]
    [InlineData("\"\"", "")]
    [InlineData("true", null)]
    [InlineData("{\"a\":1}", null)]
    [InlineData("null", null)]
    public async Task F01_a_name_keeps_its_readable_characters(string name, string? expected)
    {
        var window = await SpotifyPlaylistsAsync($$"""{"total":1,"items":[{"id":"a","name":{{name}}}]}""");

        window.Entries.Single()!.Name.ShouldBe(expected);
    }

    [Fact]
    public async Task F01_a_name_that_is_truncated_within_a_character_loses_that_character()
    {
        byte[] body = [.. "{\"total\":1,\"items\":[{\"id\":\"a\",\"name\":\"Zo"u8, 0xc3, .. "\"}]}"u8];
        using var providers = new ProvidersUnderTest(
            _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) });

        var window = await providers.Spotify.GetPlaylistsAsync(ProvidersUnderTest.Token, new(0, 50), default);

        window.Entries.Single()!.Name.ShouldBe("Zo\uFFFD");
    }

    [Fact]
    public async Task F01_ids_are_exact_or_null_so_that_two_ids_never_become_equal()
    {
        var window = await SpotifyPlaylistsAsync(
            """{"total":3,"items":[{"id":"a\ud83d"},{"id":"a\ud83e"},{"id":12},{"id":12.0},{"id":"\u0000"}]}""");

        window.Entries.Select(entry => entry?.Id).ShouldBe([null, null, "12"]);
    }

    [Fact]
    public async Task F01_unreadable_entries_of_Deezer_are_skipped_and_the_others_returned()
    {
        using var providers = new ProvidersUnderTest(
            """
            {"total":9,"data":[false,[],null,0,"x",{},{"id":[],"title":{},"artist":false},
              {"id":"7","title":1999,"explicit_lyrics":0,"readable":"1","duration":"200","artist":{"id":5,"name":12}},
              {"id":8.0,"title":"Eight","explicit_lyrics":"true","readable":1,"duration":200.0,
                "time_add":"1530550002"}]}
            """);

        var window = await providers.Deezer.GetFavoritesAsync(ProvidersUnderTest.Token, new(0, 100), default);

        window.Entries.Take(7).ShouldAllBe(entry => entry == null);
        var (seven, eight) = (window.Entries[7]!, window.Entries[8]!);
        (seven.Id, seven.Title, seven.Explicit, seven.Playable).ShouldBe(("7", "1999", false, true));
        (seven.DurationMs, seven.Artists.Single()).ShouldBe((200_000, new Artist("5", "12")));
        (eight.Id, eight.Explicit, eight.Playable, eight.DurationMs).ShouldBe(("8", true, true, 200_000));
        eight.AddedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_530_550_002));
    }

    [Fact]
    public async Task F01_a_local_file_keeps_its_readable_fields()
    {
        using var providers = new ProvidersUnderTest(
            """
            {"total":1,"items":[{"is_local":1,"added_at":5,"item":{"id":null,"name":"file",
              "uri":"spotify:local:A:B:f:1","duration_ms":{"totalMilliseconds":188000},"artists":{},"album":[]}}]}
            """);

        var track = (await providers.Spotify.GetPlaylistTracksAsync(
            ProvidersUnderTest.Token, "a", new(0, 50), default)).Entries.Single()!;

        (track.Title, track.Kind, track.DurationMs, track.Album, track.AddedAt)
            .ShouldBe(("file", TrackKind.Local, null, null, null));
        track.Artists.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"1.5\"")]
    [InlineData("\"12:30\"")]
    [InlineData("\"10/11\"")]
    [InlineData("1530550002")]
    public async Task F01_text_that_is_not_a_date_is_read_as_null(string addedAt)
    {
        using var providers = new ProvidersUnderTest(
            $$$"""{"total":1,"items":[{"added_at":{{{addedAt}}},"track":{"id":"a","name":"A"}}]}""");

        var window = await providers.Spotify.GetFavoritesAsync(ProvidersUnderTest.Token, new(0, 50), default);

        window.Entries.Single()!.AddedAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(990, null)]
    [InlineData(1_001, UpstreamFault.InvalidAnswer)]
    public async Task T19_a_response_nested_too_deeply_is_invalid(int depth, UpstreamFault? fault)
    {
        var deep = new string('[', depth) + new string(']', depth);
        using var providers = new ProvidersUnderTest(
            $$$"""{"total":1,"items":[{"track":{"id":"a","name":{{{deep}}} }}]}""");

        var read = providers.Spotify.GetFavoritesAsync(ProvidersUnderTest.Token, new(0, 50), default);

        if (fault is null)
            (await read).Entries.Single()!.Id.ShouldBe("a");
        else
            (await Should.ThrowAsync<UpstreamException>(read)).Fault.ShouldBe(fault.Value);
    }

    private static async Task<ProviderPage<Playlist>> SpotifyPlaylistsAsync(string body)
    {
        using var providers = new ProvidersUnderTest(body);
        return await providers.Spotify.GetPlaylistsAsync(ProvidersUnderTest.Token, new(0, 50), default);
    }
}
