using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Spotify.Playlists;

/// <summary>
/// An audiobook without its chapters. The sandbox has no catalogue of audiobooks: each id is one. The members that
/// Spotify marks as deprecated are left out, as those of shows are.
/// </summary>
internal static class SpotifyAudiobook
{
    private const int Chapters = 12;

    public static JsonObject Of(string id, string api)
    {
        var number = id.Aggregate(7L, (sum, letter) => ((sum * 31) + letter) % 1_000_003);
        var name = $"The Book of the {Catalogue.AlbumTitle((int)number)}";
        return new()
        {
            ["authors"] = Named(number),
            ["copyrights"] = new JsonArray(),
            ["description"] = $"{name}, read aloud",
            ["edition"] = "Unabridged",
            ["explicit"] = false,
            ["external_urls"] = new JsonObject { ["spotify"] = $"https://open.spotify.com/show/{id}" },
            ["href"] = $"{api}/audiobooks/{id}",
            ["html_description"] = $"<p>{name}, read aloud</p>",
            ["id"] = id,
            ["images"] = SpotifyResponseBodies.Pictures($"audiobook-{number}", 640, 300, 64),
            ["languages"] = new JsonArray("en"),
            ["media_type"] = "audio",
            ["name"] = name,
            ["narrators"] = Named(number + 1),
            ["total_chapters"] = Chapters,
            ["type"] = "audiobook",
            ["uri"] = $"spotify:audiobook:{id}",
        };
    }

    private static JsonArray Named(long number) =>
        new(new JsonObject { ["name"] = Catalogue.ArtistName((int)number) });
}
