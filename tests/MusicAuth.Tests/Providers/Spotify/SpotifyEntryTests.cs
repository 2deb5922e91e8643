using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers.Spotify;

/// <summary>f12, f13, f14: descriptions, images and kinds of Spotify's entries.</summary>
public sealed class SpotifyEntryTests
{
    [Theory]
    [InlineData("Rock &amp; Roll", "Rock & Roll")]
    [InlineData("AC&#x2F;DC &#39;live&#39; &lt;3", "AC/DC 'live' <3")]
    [InlineData("by <a href=\\\"https://x.example/?a=1&amp;b=2\\\">The Band</a>, 2026", "by The Band, 2026")]
    [InlineData("<A HREF='x>y'>one</A> and <a href=x>two</a>", "one and two")]
    [InlineData("&amp;lt;b&amp;gt;", "&lt;b&gt;")]
    [InlineData("&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>")]
    [InlineData("&<b></b>amp;amp;", "&amp;amp;")]
    [InlineData("1 < 2, I <3 you, a<b", "1 < 2, I <3 you, a<b")]
    [InlineData("one<br>two<br/>three", "one\ntwo\nthree")]
    [InlineData("a<!-- <b> -->b", "ab")]
    [InlineData("plain", "plain")]
    [InlineData("<a href=\\\"x\\\"></a>", null)]
    [InlineData("", null)]
    public async Task F12_a_description_is_converted_to_text(string html, string? text)
    {
        var playlist = await PlaylistAsync($$"""{"id":"a","name":"A","description":"{{html}}"}""");

        playlist.Description.ShouldBe(text);
    }

    [Fact]
    public async Task F12_names_and_Deezer_s_descriptions_are_not_converted()
    {
        using var providers = new ProvidersUnderTest(
            """
            {"total":1,"items":[{"id":"a","name":"A &amp; <b>B</b>","owner":{"id":"o","display_name":"&lt;3"}}],
              "data":[{"id":1,"title":"&amp;","description":"Rock &amp; <b>Roll</b>"}]}
            """);

        var spotify = await providers.Spotify.GetPlaylistsAsync(ProvidersUnderTest.Token, new(0, 50), default);
        var deezer = await providers.Deezer.GetPlaylistsAsync(ProvidersUnderTest.Token, new(0, 100), default);

        spotify.Entries.Single()!.Name.ShouldBe("A &amp; <b>B</b>");
        spotify.Entries.Single()!.Owner!.Name.ShouldBe("&lt;3");
        deezer.Entries.Single()!.Name.ShouldBe("&amp;");
        deezer.Entries.Single()!.Description.ShouldBe("Rock &amp; <b>Roll</b>");
    }

    [Theory]
    [InlineData("64,300,640", "p2")]
    [InlineData("640,300,64", "p0")]
    [InlineData("null,null", "p0")]
    [InlineData("null,64,null", "p1")]
    [InlineData("300,300", "p0")]
    [InlineData("\"64\",640.0,\"300\"", "p1")]
    [InlineData("{},-1,[]", "p0")]
    public async Task F13_the_image_is_the_widest_or_the_first_without_widths(string widths, string expected)
    {
        var pictures = string.Join(',', widths.Split(',').Select(
            (width, i) => $$"""{"url":"https://i.example/p{{i}}","width":{{width}},"height":9}"""));
        var track = $$$"""
            {"id":"t","name":"T","artists":[],"album":{"id":"b","name":"B","images":[{{{pictures}}}]}}
            """;

        (await PlaylistAsync($$"""{"id":"a","name":"A","images":[null,{{pictures}}]}""")).ImageUrl
            .ShouldBe($"https://i.example/{expected}");
        (await TrackAsync(track)).Album!.ImageUrl.ShouldBe($"https://i.example/{expected}");
        (await TrackAsync($$$"""
            {"id":"e","name":"E","type":"episode","images":[{{{pictures}}}],"show":{"id":"s","name":"S"}}
            """)).Album!.ImageUrl.ShouldBe($"https://i.example/{expected}");
    }

    [Theory]
    [InlineData("""  "type":"chapter","uri":"spotify:episode:ch","audiobook":{"id":"ab","name":"Book"}  """)]
    [InlineData("""  "type":"chapter","audiobook":{"id":"ab","name":"Book"}  """)]
    [InlineData("""  "type":"chapter","uri":"spotify:chapter:ch","audiobook":{"id":"ab","name":"Book"}  """)]
    [InlineData("""  "type":{},"audiobook":{"id":"ab","name":"Book"}  """)]
    [InlineData("""  "type":"track","uri":"spotify:episode:ch","album":{"id":"ab","name":"Book"}  """)]
    [InlineData("""  "type":"track","track":true,"uri":"spotify:episode:ch","show":{"id":"ab","name":"Book"}  """)]
    [InlineData("""  "type":"episode","uri":5,"show":{"id":"ab","name":"Book"},"album":{"id":"x","name":"X"}  """)]
    public async Task F14_a_chapter_or_episode_in_the_form_of_a_track_is_an_episode(string members)
    {
        var track = await TrackAsync($$"""{"id":"ch","name":"Chapter 1","duration_ms":1,{{members}}}""");

        (track.Kind, track.Id, track.Title).ShouldBe((TrackKind.Episode, "ch", "Chapter 1"));
        track.Album.ShouldBe(new Album("ab", "Book", null));
    }

    [Theory]
    [InlineData("album", TrackKind.Track)]
    [InlineData("show", TrackKind.Episode)]
    [InlineData("audiobook", TrackKind.Episode)]
    public async Task F01_an_entry_is_returned_if_only_its_album_show_or_audiobook_is_readable(
        string member, TrackKind kind)
    {
        var track = await TrackAsync($$$"""{"id":{},"uri":[],"name":null,"{{{member}}}":{"id":"ab","name":"Book"}}""");

        (track.Kind, track.Album).ShouldBe((kind, new Album("ab", "Book", null)));
    }

    [Theory]
    [InlineData("""  "type":"episode","uri":"spotify:track:t"  """, TrackKind.Track)]
    [InlineData("""  "type":"track","uri":"spotify:local:A:B:C:1"  """, TrackKind.Local)]
    [InlineData("""  "type":"track","is_local":true,"uri":null  """, TrackKind.Local)]
    [InlineData("""  "type":"track","uri":"spotify:trackless:t"  """, TrackKind.Track)]
    [InlineData("""  "type":"new","uri":"spotify:new:t"  """, TrackKind.Track)]
    public async Task F14_the_uri_decides_the_kind_of_an_entry(string members, TrackKind kind) =>
        (await TrackAsync($$"""{"id":"t","name":"T",{{members}}}""")).Kind.ShouldBe(kind);

    [Fact]
    public async Task F15_a_track_that_a_playlist_contains_twice_is_returned_twice()
    {
        const string Twice = """{"item":{"id":"a","name":"A"}},{"item":{"id":"a","name":"A"}}""";
        using var providers = new ProvidersUnderTest($$"""{"items":[{{Twice}}],"offset":0,"limit":50,"total":2}""");

        var window = await providers.Spotify.GetPlaylistTracksAsync(
            ProvidersUnderTest.Token, "a", new(0, 50), default);

        window.Entries.Select(entry => entry!.Id).ShouldBe(["a", "a"]);
    }

    private static async Task<Playlist> PlaylistAsync(string playlist)
    {
        using var providers = new ProvidersUnderTest($$"""{"total":1,"items":[{{playlist}}]}""");
        var window = await providers.Spotify.GetPlaylistsAsync(ProvidersUnderTest.Token, new(0, 50), default);
        return window.Entries.Single()!;
    }

    private static async Task<Track> TrackAsync(string track)
    {
        using var providers = new ProvidersUnderTest(
            $$$"""{"total":1,"items":[{"is_local":false,"item":{{{track}}}}]}""");
        var window = await providers.Spotify.GetPlaylistTracksAsync(
            ProvidersUnderTest.Token, "a", new(0, 50), default);
        return window.Entries.Single()!;
    }
}
