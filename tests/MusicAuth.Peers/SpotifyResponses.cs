using System.Text;

namespace MusicAuth.Peers;

/// <summary>Responses in Spotify's format, the same at every start.</summary>
internal static class SpotifyResponses
{
    private const int SavedTracks = 15;
    private const int OwnPlaylists = 50;

    private const string Open = "https://open.spotify.com";
    private const string Image = "https://i.scdn.co/image/ab67616d0000b273";

    public static byte[] Profile { get; } =
        """{"id":"alma","account_id":"acc-alma","display_name":"Alma","type":"user"}"""u8.ToArray();

    public static byte[] Short { get; } = "[true,false,true]"u8.ToArray();

    /// <summary>About 27 KB.</summary>
    /// <param name="api">The base address of the links.</param>
    /// <param name="total">The total in the response.</param>
    public static byte[] Tracks(string api, int total = 5_320) => Page(
        api, "me/tracks", SavedTracks, total, number =>
            $$"""
            {"added_at":"2026-03-14T09:26:53Z","track":{"album":{"album_type":"album","total_tracks":12,
            "artists":[{{Artist(api, number)}}],"external_urls":{"spotify":"{{Open}}/album/{{Id(number, 'b')}}"},
            "href":"{{api}}/albums/{{Id(number, 'b')}}","id":"{{Id(number, 'b')}}","images":[{{Images(number)}}],
            "name":"Søndag på øen {{number}} (Deluxe)","release_date":"2019-05-17","release_date_precision":"day",
            "type":"album","uri":"spotify:album:{{Id(number, 'b')}}"},"artists":[{{Artist(api, number)}}],
            "disc_number":1,"duration_ms":{{180_000 + number}},"explicit":false,
            "external_ids":{"isrc":"DKABC19{{number:00000}}"},
            "external_urls":{"spotify":"{{Open}}/track/{{Id(number, 't')}}"},
            "href":"{{api}}/tracks/{{Id(number, 't')}}",
            "id":"{{Id(number, 't')}}","is_local":false,"is_playable":true,"name":"Vinden vender \"nu\" {{number}}",
            "preview_url":null,"track_number":{{number % 12}},"type":"track","uri":"spotify:track:{{Id(number, 't')}}"}
            }
            """);

    /// <summary>The largest page that the broker requests; the broker's own response has 24 KB.</summary>
    /// <param name="api">The base address of the links.</param>
    public static byte[] Playlists(string api) => Page(
        api, "me/playlists", OwnPlaylists, OwnPlaylists, number =>
            $$"""
            {"collaborative":false,"description":"{{Words(number)}}",
            "external_urls":{"spotify":"{{Open}}/playlist/{{Id(number, 'p')}}"},
            "href":"{{api}}/playlists/{{Id(number, 'p')}}","id":"{{Id(number, 'p')}}","images":[{{Images(number)}}],
            "name":"Aftenens sange {{number}}","owner":{"display_name":"Alma",
            "external_urls":{"spotify":"{{Open}}/user/alma"},"href":"{{api}}/users/alma","id":"alma","type":"user",
            "uri":"spotify:user:alma"},"primary_color":null,"public":true,"snapshot_id":"AAAA{{Id(number, 's')}}",
            "items":{"href":"{{api}}/playlists/{{Id(number, 'p')}}/items","total":{{number}}},"type":"playlist",
            "uri":"spotify:playlist:{{Id(number, 'p')}}"}
            """);

    private static byte[] Page(string api, string path, int size, int total, Func<int, string> item)
    {
        var items = string.Join(',', Enumerable.Range(0, size).Select(item));
        var next = size < total ? $"\"{api}/{path}?offset={size}&limit={size}\"" : "null";
        var page = $$"""
            {"href":"{{api}}/{{path}}?offset=0&limit={{size}}","limit":{{size}},"next":{{next}},"offset":0,
            "previous":null,"total":{{total}},"items":[{{items}}]}
            """;
        return Encoding.UTF8.GetBytes(page.ReplaceLineEndings(""));
    }

    private static string Artist(string api, int number) =>
        $$"""
        {"external_urls":{"spotify":"{{Open}}/artist/{{Id(number, 'a')}}"},"href":"{{api}}/artists/{{Id(number, 'a')}}",
        "id":"{{Id(number, 'a')}}","name":"Øresund Trio","type":"artist","uri":"spotify:artist:{{Id(number, 'a')}}"}
        """;

    private static string Images(int number) => string.Join(',', new[] { 640, 300, 64 }.Select(size =>
        $$"""{"height":{{size}},"url":"{{Image}}{{Id(number, 'i')}}{{size}}","width":{{size}}}"""));

    private static string Words(int number) =>
        $"Sange til en lang aften, nummer {number}: stille, så højere, og til sidst igen helt stille.";

    // The ids have the length and the characters of Spotify's ids.
    private static string Id(int number, char kind) => $"4uLU6hMCjMI75M1A2tK{kind}{number:00}";
}
