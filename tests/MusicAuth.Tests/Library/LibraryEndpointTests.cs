using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library;

/// <summary>The members of the responses. Of a problem only the code appears, because Web tests the rest.</summary>
public sealed class LibraryEndpointTests : IAsyncLifetime
{
    private readonly FakeMusicSource _spotify = new("spotify", 50) { Entries = FakeMusicSource.Items("s", 60) };
    private readonly FakeMusicSource _deezer = new("deezer", 100)
    {
        Entries = FakeMusicSource.Items("d", 2),
        HasFlow = true,
    };
    private WebApplication? _app;

    private HttpClient Client => field ??= _app!.GetTestClient();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<PublicAddress>().AddSingleton<RequestLimits>();
        builder.Services.AddSingleton<AuditMetrics>().AddSingleton<AuditLog>().AddMetrics();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRoutingCore().AddUpstreamCalls().AddLibrary();
        builder.Services.PostConfigure<CacheOptions>(cache => cache.Freshness = TimeSpan.Zero);
        builder.Services.AddSingleton<IDataProtectionProvider>(LibraryHarness.Protection);
        builder.Services.AddSingleton<IMusicSource>(_spotify).AddSingleton<IMusicSource>(_deezer);
        builder.Services.AddSingleton(_ => new TokenAccess(
            (_, _, _) => Task.FromResult<TokenResult>(new TokenResult.Fresh(new AccessToken("t"), 1)),
            (_, _, _, _) => throw new NotSupportedException()));
        builder.Services.AddSingleton(LibraryHarness.Advice);
        builder.Services.AddSingleton<IsSetupBrowser>(_ => ValueTask.FromResult(false));
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        _app = builder.Build();
        _app.Use(WriteProblems);
        _app.UseRouting();
        _app.UseAccessCheck();
        _app.MapLibrary();
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_page_has_every_documented_member()
    {
        _deezer.FailAt(0, UpstreamFault.RateLimited, "quota_exceeded", TimeSpan.FromSeconds(60));

        using var response = await Client.GetAsync("/me/playlists?limit=1");
        var page = await Json(response);

        response.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
        Members(page).ShouldBe(["items", "next", "total", "complete", "sources"]);
        Members(page["items"]![0]!).ShouldBe(
        [
            "provider", "id", "name", "description", "owner", "tracks_total", "public", "collaborative", "favorites",
            "image_url", "url", "revision",
        ]);
        Members(page["sources"]![0]!).ShouldBe(
            ["provider", "status", "total", "unavailable_items", "fetched_at", "problem", "reauthorize_url"]);
        page["sources"]![0]!["status"]!.GetValue<string>().ShouldBe("ok");
        page["sources"]![1]!["status"]!.GetValue<string>().ShouldBe("unavailable");
        Members(page["sources"]![1]!["problem"]!).ShouldBe(["code", "detail", "reason", "retry_after"]);
        page["sources"]![1]!["problem"]!["retry_after"]!.GetValue<int>().ShouldBe(60);
        page["complete"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task A_track_has_every_documented_member()
    {
        using var response = await Client.GetAsync("/me/favorites?provider=deezer");
        var page = await Json(response);

        Members(page["items"]![0]!).ShouldBe(
        [
            "provider", "id", "title", "artists", "album", "duration_ms", "isrc", "explicit", "playable", "kind",
            "added_at", "url",
        ]);
        page["items"]![0]!["kind"]!.GetValue<string>().ShouldBe("track");
        page["next"].ShouldBeNull();
    }

    [Theory]
    [InlineData("/me/playlists")]
    [InlineData("/me/favorites")]
    [InlineData("/me/playlists/spotify/abc/tracks")]
    public async Task The_next_links_lead_through_the_whole_list(string path)
    {
        var ids = new List<string>();
        for (var next = path + "?limit=25"; next is not null;)
        {
            using var response = await Client.GetAsync(next);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            var page = await Json(response);
            ids.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            next = page["next"]?.GetValue<string>();
            next?.ShouldStartWith(path + "?");
        }

        ids.Count.ShouldBe(path.EndsWith("tracks", StringComparison.Ordinal) ? 60 : 62);
        ids.Distinct(StringComparer.Ordinal).Count().ShouldBe(ids.Count);
    }

    [Theory]
    [InlineData("/me/playlists?limit=0", "invalid_parameter limit")]
    [InlineData("/me/playlists?limit=501", "invalid_parameter limit")]
    [InlineData("/me/playlists?limit=x", "invalid_parameter limit")]
    [InlineData("/me/playlists?limit=", "invalid_parameter limit")]
    [InlineData("/me/playlists?limit=-1", "invalid_parameter limit")]
    [InlineData("/me/playlists?limit=1.5", "invalid_parameter limit")]
    [InlineData("/me/playlists?limit=+1", "invalid_parameter limit")]
    [InlineData("/me/playlists?limit=99999999999", "invalid_parameter limit")]
    [InlineData("/me/playlists?limit=1&limit=2", "invalid_parameter limit")]
    [InlineData("/me/favorites?limit=0", "invalid_parameter limit")]
    [InlineData("/me/playlists/spotify/abc/tracks?limit=501", "invalid_parameter limit")]
    [InlineData("/me/playlists?cursor=", "invalid_parameter cursor")]
    [InlineData("/me/favorites?cursor=x", "invalid_parameter cursor")]
    [InlineData("/me/playlists/spotify/abc/tracks?cursor=x", "invalid_parameter cursor")]
    [InlineData("/me/playlists?provider=tidal", "unknown_provider")]
    [InlineData("/me/playlists?provider=SPOTIFY", "unknown_provider")]
    [InlineData("/me/favorites?provider=", "unknown_provider")]
    [InlineData("/me/playlists/tidal/abc/tracks", "unknown_provider")]
    public async Task The_problem_names_an_invalid_parameter(string path, string expected)
    {
        using var response = await Client.GetAsync(path);

        (await response.Content.ReadAsStringAsync()).ShouldBe(expected);
        _spotify.RequestedOffsets.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/me/playlists?limit=1", "no-cache, private")]
    [InlineData("/me/playlists?limit=500", "no-cache, private")]
    [InlineData("/me/flow", "no-store, private")]
    public async Task A_valid_request_gets_a_private_response(string path, string cacheControl)
    {
        using var response = await Client.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.ToString().ShouldBe(cacheControl);
    }

    [Fact]
    public void Every_list_requires_the_scope_of_the_library_and_a_picture_that_of_connections()
    {
        var scopes = _app!.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<RequiredScope>()!.Scope).ToList();

        scopes.Count(scope => scope == AccessScopes.LibraryRead).ShouldBe(7);
        scopes.Count(scope => scope == AccessScopes.ConnectionsRead).ShouldBe(1);
        scopes.Count.ShouldBe(8);
    }

    private static async Task WriteProblems(HttpContext context, RequestDelegate next)
    {
        context.Features.Set(new Caller(Guid.Empty, new HashSet<string> { AccessScopes.LibraryRead }));
        try
        {
            await next(context);
        }
        catch (ProblemException problem)
        {
            context.Response.StatusCode = problem.Problem.Status;
            string[] names = ["limit", "cursor"];
            var parameter = names.FirstOrDefault(name => problem.Message.Contains(name, StringComparison.Ordinal));
            await context.Response.WriteAsync($"{problem.Problem.Code} {parameter}".TrimEnd());
        }
    }

    private static async Task<JsonNode> Json(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    private static IEnumerable<string> Members(JsonNode node) => node.AsObject().Select(member => member.Key);
}
