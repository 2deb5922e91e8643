using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Operations.Tracing;
using OpenTelemetry.Trace;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Tracing;

/// <summary>The traces that leave over OTLP: caller, broker and provider in one, and nothing private.</summary>
public sealed class TraceTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly string TraceId = Bytes("0af7651916cd43dd8448eb211c80319c");
    private static readonly string ParentSpan = Bytes("b7ad6b7169203331");

    [Fact]
    public async Task A_trace_joins_the_caller_the_broker_and_the_provider()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var broker = await Broker.StartAsync(collector.Settings))
        {
            using var dora = await broker.SignedInAsync("dora", "spotify");
            await AskAsync(dora, "/me/playlists?provider=spotify&limit=7");
            await AskAsync(dora, "/spotify/v1/me/tracks?limit=3&market=SECRETMARKET");
        }

        var traces = collector.AllTraces;
        traces.ShouldContain(TraceId);
        traces.ShouldContain(ParentSpan);
        traces.ShouldContain("GET /me/playlists");
        traces.ShouldContain("GET /spotify/v1/{**path}");
        // The span of the call to the provider.
        traces.ShouldContain("System.Net.Http");
        traces.ShouldContain("server.address");
    }

    [Fact]
    public async Task A_span_has_no_query_no_path_and_nothing_personal()
    {
        await using var collector = await OtlpCollector.StartAsync();
        List<string> theirs;
        await using (var broker = await Broker.StartAsync(collector.Settings))
        {
            using var dora = await broker.SignedInAsync("dora", "spotify", "deezer");
            var me = await dora.GetAsync("/me");
            theirs = [me.GetProperty("user").GetProperty("id").GetString()!];
            theirs.AddRange(me.GetProperty("connections").EnumerateArray()
                .SelectMany(one => new[] { one.GetProperty("id"), one.GetProperty("account_id") })
                .Select(value => value.GetString()!));
            await AskAsync(dora, "/me/playlists/spotify/37i9dQZF1DXcBWIGoYBM5M/tracks?limit=7");
            await AskAsync(dora, "/deezer/user/me/playlists?limit=2&q=SECRETWORD");
            using var nowhere = await dora.Client.GetAsync("/no-such-place");
            using var ready = await dora.Client.GetAsync("/health/ready");
        }

        var traces = collector.AllTraces;
        traces.ShouldContain("GET /me/playlists/{provider}/{id}/tracks");
        foreach (var hidden in new[]
                 {
                     "37i9dQZF1DXcBWIGoYBM5M", "SECRETWORD", "no-such-place", "url.path", "url.query", "url.full",
                     "user_agent", "client.address", "/health", "access_token",
                 })
            traces.ShouldNotContain(hidden);
        theirs.Count.ShouldBe(5);
        theirs.Where(value => traces.Contains(value, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_provider_gets_the_id_of_a_trace()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var broker = await Broker.StartAsync(collector.Settings);
        using var dora = await broker.SignedInAsync("dora", "spotify");

        using var answer = await AskAsync(dora, "/spotify/v1/_echo/x");

        var headers = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("headers");
        headers.EnumerateObject().Select(header => header.Name)
            .ShouldNotContain(name => name.StartsWith("trace", StringComparison.Ordinal) || name == "baggage");
    }

    [Fact]
    public async Task Without_the_variable_no_library_of_traces_is_registered()
    {
        await using var broker = await Broker.StartAsync();
        _ = broker.NewBrowser();

        broker.Services.GetService<TracerProvider>().ShouldBeNull();
        broker.Services.GetService<MusicAuth.Web.Requests.TraceExport>().ShouldBeNull();
    }

    [Fact]
    public async Task The_standard_variable_turns_traces_off_alone()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?>(collector.Settings, StringComparer.Ordinal)
            {
                ["OTEL_TRACES_EXPORTER"] = "none",
            });
        _ = broker.NewBrowser();

        broker.Services.GetService<TracerProvider>().ShouldBeNull();
        broker.Services.GetService<OpenTelemetry.Metrics.MeterProvider>().ShouldNotBeNull();
    }

    [Fact]
    public void The_catalogue_has_no_tag_for_an_address_or_a_user() => SpanCatalog.Tags
        .Where(tag => tag is "url.full" or "url.path" or "url.query" or "http.target" or "http.url"
            || tag.StartsWith("client", StringComparison.Ordinal) || tag.StartsWith("user", StringComparison.Ordinal)
            || tag.StartsWith("enduser", StringComparison.Ordinal))
        .ShouldBeEmpty();

    private static async Task<HttpResponseMessage> AskAsync(Browser browser, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", Parent);
        return await browser.Client.SendAsync(request);
    }

    private static string Bytes(string hex) => Encoding.Latin1.GetString(Convert.FromHexString(hex));
}
