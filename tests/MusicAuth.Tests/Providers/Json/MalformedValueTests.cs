using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers.Json;

/// <summary>
/// f01: each value in a recorded response is replaced by each malformed value. The page is returned, the other entries
/// stay unchanged, and the entry loses that field or counts as unavailable.
/// </summary>
public sealed class MalformedValueTests
{
    // One value can decide two members: a Deezer id also gives the link, a Spotify URI also gives the kind.
    private const int MostMembersOfOneValue = 2;

    public static TheoryData<string> Lists =>
    [
        "spotify/current_user_playlist_1", "spotify/saved_tracks", "spotify/playlist_items",
        "deezer/user-get-playlists", "deezer/user-get-tracks", "deezer/playlist-get-tracks", "deezer/user-get-flow",
    ];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task F01_a_malformed_value_of_an_entry_costs_at_most_that_field(string list)
    {
        using var answers = new OneList(list);
        var good = Shown(await answers.ReadAsync());
        foreach (var path in MalformedValues.PathsIn(answers.Entry).Prepend([]))
        {
            foreach (var (name, value) in MalformedValues.All)
            {
                var entries = Shown(await answers.ReadAsync([answers.EntriesName, "1", .. path], value));
                var where = $"{name} as {string.Join('.', path)}";
                entries.Length.ShouldBe(3, where);
                (entries[0], entries[2]).ShouldBe((good[0], good[2]), where);
                LostMembers(entries[1], good[1], path).ShouldBeLessThanOrEqualTo(MostMembersOfOneValue, where);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task F01_a_malformed_value_of_the_page_costs_no_entry(string list)
    {
        using var answers = new OneList(list);
        var good = Shown(await answers.ReadAsync());
        var members = answers.Page.Select(pair => pair.Key).Where(name => name != answers.EntriesName);
        foreach (var path in members.Append("new"))
        {
            foreach (var (name, value) in MalformedValues.All)
                Shown(await answers.ReadAsync([path], value)).ShouldBe(good, $"{name} as {path}");
        }
    }

    private static string[] Shown<T>(ProviderPage<T> window) where T : class =>
        [.. window.Entries.Select(entry => JsonSerializer.Serialize(entry))];

    private static string[] Shown(object window) =>
        window is ProviderPage<Playlist> playlists ? Shown(playlists) : Shown((ProviderPage<Track>)window);

    // An entry is null only if its id, or the whole entry, was malformed.
    private static int LostMembers(string entry, string good, string[] path)
    {
        if (entry == "null")
            return path is [] or ["id"] or ["item" or "track"] ? 0 : int.MaxValue;
        var (now, before) = (JsonElement.Parse(entry), JsonElement.Parse(good));
        return before.EnumerateObject()
            .Count(member => now.GetProperty(member.Name).GetRawText() != member.Value.GetRawText());
    }

    private sealed class OneList : IDisposable
    {
        private readonly string _list;
        private readonly ProvidersUnderTest _providers;
        private byte[] _body = [];

        public OneList(string list)
        {
            _list = list;
            _providers = new ProvidersUnderTest(_ => new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(_body),
            });
            Page = JsonNode.Parse(SharedFiles.ReadRecorded($"{list}.json"))!.AsObject();
            EntriesName = list.StartsWith("spotify", StringComparison.Ordinal) ? "items" : "data";
            Entry = Page[EntriesName]![0]!;
            Page[EntriesName] = new JsonArray(Entry.DeepClone(), Entry.DeepClone(), Entry.DeepClone());
            if (Page.ContainsKey("total"))
                Page["total"] = 1000;
            if (list is "deezer/playlist-get-tracks")
                Page["next"] = "https://api.deezer.com/playlist/1/tracks?limit=100&index=100";
        }

        public string EntriesName { get; }

        public JsonNode Entry { get; }

        public JsonObject Page { get; }

        public Task<object> ReadAsync() => ReadAsync(["new"], "1"u8.ToArray());

        public Task<object> ReadAsync(string[] path, byte[] value)
        {
            _body = MalformedValues.Put(Page, path, value);
            // The rate window has room for the next call.
            _providers.Clock.Advance(TimeSpan.FromSeconds(1));
            var (spotify, deezer, token) = (_providers.Spotify, _providers.Deezer, ProvidersUnderTest.Token);
            var first = ProvidersUnderTest.First(_list.StartsWith("spotify", StringComparison.Ordinal) ? 50 : 100);
            return _list switch
            {
                "spotify/current_user_playlist_1" => BoxAsync(spotify.GetPlaylistsAsync(token, first, default)),
                "spotify/saved_tracks" => BoxAsync(spotify.GetFavoritesAsync(token, first, default)),
                "spotify/playlist_items" => BoxAsync(spotify.GetPlaylistTracksAsync(token, "a", first, default)),
                "deezer/user-get-playlists" => BoxAsync(deezer.GetPlaylistsAsync(token, first, default)),
                "deezer/user-get-tracks" => BoxAsync(deezer.GetFavoritesAsync(token, first, default)),
                "deezer/playlist-get-tracks" => BoxAsync(deezer.GetPlaylistTracksAsync(token, "1", first, default)),
                _ => BoxAsync(deezer.GetFlowAsync(token, default)),
            };
        }

        public void Dispose() => _providers.Dispose();

        private static async Task<object> BoxAsync<T>(Task<T> window) where T : class => await window;
    }
}
