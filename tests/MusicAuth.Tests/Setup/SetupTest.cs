using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace MusicAuth.Tests.Setup;

/// <summary>A broker without a configured provider, and the requests of the page that sets a provider up.</summary>
internal static class SetupTest
{
    public const string SpotifyPath = "/setup/providers/spotify";
    public const string DeezerPath = "/setup/providers/deezer";
    public const string SpotifyId = "sandbox-spotify-client";
    public const string SpotifySecret = "sandbox-spotify-secret";
    public const string OtherId = "other-spotify-client";
    public const string OtherSecret = "other-spotify-secret";
    public const string DeezerId = "123456";
    public const string DeezerSecret = "sandbox-deezer-secret";
    public const string Elsewhere = "192.168.1.20";

    public static readonly Dictionary<string, string?> NoProvider = new()
    {
        ["Spotify:ClientId"] = null,
        ["Spotify:ClientSecret"] = null,
        ["Deezer:ClientId"] = null,
        ["Deezer:ClientSecret"] = null,
        ["Access:Registration"] = "Owner",
    };

    public static async Task<Broker> StartAsync(DatabaseKind storage = DatabaseKind.Sqlite)
    {
        var broker = await Broker.StartAsync(NoProvider, storage: storage);
        await SetSpotifyAppsAsync(broker, SpotifySecret);
        return broker;
    }

    /// <summary>Registers the apps with Spotify, the first app with the given secret.</summary>
    public static Task SetSpotifyAppsAsync(Broker broker, string newSecret)
    {
        string[] redirects = ["http://127.0.0.1/callback/spotify"];
        return broker.PutAsync("apps", new
        {
            spotify = new object[]
            {
                new { client_id = SpotifyId, client_secret = newSecret, redirect_uris = redirects },
                new { client_id = OtherId, client_secret = OtherSecret, redirect_uris = redirects },
                new { client_id = "public-client", redirect_uris = redirects },
            },
        });
    }

    /// <summary>A browser on another machine.</summary>
    public static Browser Remote(Broker broker)
    {
        var browser = broker.NewBrowser();
        browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, Elsewhere);
        return browser;
    }

    /// <summary>A browser whose user owns the instance, with Spotify set up on the page.</summary>
    public static async Task<Browser> OwnerAsync(Broker broker, string user = "dora")
    {
        var browser = broker.NewBrowser();
        await SetAsync(browser, SpotifyPath, SpotifyId, SpotifySecret);
        await browser.SignInAsync("spotify", user);
        return browser;
    }

    public static async Task<JsonElement> SetAsync(Browser browser, string path, string id, string? secret)
    {
        using var answer = await browser.PutAsync(path, new { client_id = id, client_secret = secret });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Sends a request that must be refused, and returns the detail of the problem.</summary>
    public static async Task<string> RefusedAsync(
        Browser browser, string path, object body, HttpStatusCode status, string code)
    {
        using var answer = await browser.PutAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        var problem = JsonElement.Parse(text);
        problem.GetProperty("code").GetString().ShouldBe(code);
        return problem.GetProperty("detail").GetString()!;
    }

    public static async Task<JsonElement> ItemAsync(Browser browser, string provider) =>
        (await browser.GetAsync("/setup/providers")).GetProperty("items").EnumerateArray()
        .Single(item => item.GetProperty("provider").GetString() == provider);

    /// <summary>The status of /setup/providers. For an anonymous browser /providers must report the same.</summary>
    public static async Task<int> StatusOfListAsync(Browser browser)
    {
        using var answer = await browser.Client.GetAsync("/setup/providers");
        var status = (int)answer.StatusCode;
        using var listed = await browser.Client.GetAsync("/providers");
        if (listed.StatusCode == HttpStatusCode.OK)
        {
            var providers = await listed.Content.ReadFromJsonAsync<JsonElement>();
            providers.GetProperty("can_set_up").GetBoolean()
                .ShouldBe(status == 200 && !providers.GetProperty("signed_in").GetBoolean());
        }

        return status;
    }

    /// <summary>Opens the owner link that a start prints.</summary>
    public static async Task<string> OpenOwnerLinkAsync(Broker broker, Browser browser)
    {
        var link = await broker.NewOwnerLinkAsync();
        using var page = await browser.Client.GetAsync($"/login?claim={link}");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        return link;
    }

    public static AppCredentials? InUse(Broker broker, string provider) =>
        broker.Services.GetRequiredKeyedService<ProviderCredentials>(provider).Current;
}
