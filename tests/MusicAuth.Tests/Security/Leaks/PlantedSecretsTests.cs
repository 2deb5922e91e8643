using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MusicAuth.Sandbox;
using MusicAuth.Tests.Operations.Tracing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security.Leaks;

/// <summary>docs/security.md T1, T21, T24, ASVS 16.2.5: no output contains a secret.</summary>
public sealed class PlantedSecretsTests
{
    private static readonly string[] ExpectedKinds =
    [
        "planted", "master key", "session", "state", "flow cookie", "code", "code verifier", "cursor", "claim",
        "invitation", "key", "calendar",
    ];

    [Fact]
    public async Task A_secret_is_visible_only_in_the_expected_places()
    {
        using var recorder = new LeakRecorder();
        await using var collector = await OtlpCollector.StartAsync();
        await using (var broker = await StartAsync(recorder, "Open", collector: collector))
        {
            await PlantedSignIns.RunAsync(broker);
            await PendingLinkAsync(recorder, broker);
            using var browser = await broker.SignedInAsync("alma", "spotify", "deezer");
            await PlantedReadRequests.PagesAsync(broker, browser);
            recorder.RecordDatabase(broker);
            await PlantedReadRequests.RefreshesAsync(broker, browser);
            await PlantedReadRequests.FaultsAsync(broker, browser);
            await PlantedReadRequests.RefusalsAsync(browser);
            await PlantedReadRequests.BreakAsync(broker, browser);
            await PlantedReadRequests.MetricsAsync(broker, browser);
            recorder.RecordDatabase(broker);
            await PlantedReadRequests.LeaveAsync(broker, browser);
            recorder.RecordDatabase(broker);
        }

        await UseOwnerLinkAsync(recorder);
        foreach (var export in collector.Traces) recorder.Record("OTLP export", export);

        recorder.Leaks().ShouldBeEmpty();
        ExpectedKinds.Except(recorder.Secrets.Kinds).ShouldBeEmpty();
        recorder.Delivered.ShouldBeGreaterThan(100);
        foreach (var place in new[]
                 {
                     "span of ", "metric ", "body of ", "Location of ", "Set-Cookie ", "database",
                     "body of GET /metrics 200", "OTLP export",
                 })
            recorder.HasRecorded(place).ShouldBeTrue(place);
    }

    /// <summary>Shows that the test above detects a secret in each kind of output.</summary>
    [Fact]
    public async Task A_secret_that_is_shown_on_purpose_is_found_in_every_output()
    {
        using var recorder = new LeakRecorder();
        await using var broker = await StartAsync(
            recorder, "Open", services => services.AddSingleton<IStartupFilter>(new ShowSecretsFilter(Secret)));

        ShowInLogs(broker.Services.GetRequiredService<ILoggerFactory>().CreateLogger("MusicAuth.Grants"), Secret);
        ShowInTelemetry(Secret);
        using var browser = broker.NewBrowser();
        using var answer = await browser.Client.GetAsync("/show");
        new Database(broker.DataDirectory).Execute(
            $"INSERT INTO data_protection_keys (friendly_name, xml) VALUES ('{Secret("row")}', '')");
        recorder.RecordDatabase(broker);

        recorder.Leaks().ShouldBe(
            [
                "base64 in log", "body in body of GET (none) 200", "cookie in Set-Cookie other", "escaped in log",
                "exception in log", "header in X-Shown of GET (none)", "hex in log", "inner exception in log",
                "location in Location of GET (none)", "message in log", "metric tag in metric shown",
                "property in log", "row in database", "scope in log", "span event in span of shown",
                "span name in span of shown", "span tag in span of shown",
            ],
            ignoreOrder: true);

        string Secret(string kind)
        {
            var value = "$/+" + RandomNumberGenerator.GetHexString(32);
            recorder.Secrets.Add(kind, value);
            return value;
        }
    }

    // The tokens of an account that waits until its user accepts it.
    private static async Task PendingLinkAsync(LeakRecorder recorder, Broker broker)
    {
        using var browser = await broker.SignedInAsync("cleo", "deezer");
        foreach (var accept in new[] { false, true })
        {
            (await browser.SignInUnansweredAsync("spotify", "cleo")).ShouldBe(Browser.LinkQuestion);
            await browser.GetAsync("/me/pending-link");
            recorder.RecordDatabase(broker);
            using var answer = await browser.AnswerLinkAsync(accept);
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
            recorder.RecordDatabase(broker);
        }
    }

    private static async Task<Broker> StartAsync(
        LeakRecorder recorder, string registration, Action<IServiceCollection>? also = null,
        OtlpCollector? collector = null)
    {
        var settings = new Dictionary<string, string?>(PlantedApps.Settings, StringComparer.Ordinal)
        {
            ["Access:Registration"] = registration,
        };
        foreach (var (name, value) in collector?.Settings ?? []) settings[name] = value;
        foreach (var category in new[] { "Default", "Microsoft", "System", "MusicAuth", "Microsoft.AspNetCore" })
            settings[$"Logging:LogLevel:{category}"] = "Trace";
        var broker = await Broker.StartAsync(
            settings,
            clock => new SandboxOptions
            {
                TimeProvider = clock,
                DeezerQuota = false,
                SecretPrefix = PlantedSecrets.Marker,
            },
            services =>
            {
                services.AddSingleton<IStartupFilter>(new TrafficRecordingFilter(recorder));
                services.ConfigureHttpClientDefaults(
                    client => client.AddHttpMessageHandler(() => new RecordedCallsHandler(recorder)));
                also?.Invoke(services);
            });
        await broker.PutAsync("apps", PlantedApps.With(PlantedApps.Secret));
        recorder.Follow(broker);
        return broker;
    }

    // The owner link: first on the page for a link from a foreign site, then at the sign-in of the first owner.
    private static async Task UseOwnerLinkAsync(LeakRecorder recorder)
    {
        await using var broker = await StartAsync(recorder, "Owner");
        var claim = await broker.NewOwnerLinkAsync();
        using var browser = broker.NewBrowser();
        browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "192.168.1.20");
        using var crossSite = new HttpRequestMessage(HttpMethod.Get, $"/login/spotify?claim={claim}");
        crossSite.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var page = await browser.Client.SendAsync(crossSite);
        (await page.Content.ReadAsStringAsync()).ShouldContain(claim);
        using var plain = await browser.Client.GetAsync($"/login?claim={claim}");
        (await browser.TrySignInAsync("spotify", "person=dora", $"?claim={claim}")).ShouldBe("/");
        recorder.RecordDatabase(broker);
        await InviteAsync(recorder, broker, browser);
    }

    // One guest uses the invitation, and the next guest is refused.
    private static async Task InviteAsync(LeakRecorder recorder, Broker broker, Browser owner)
    {
        var query = (await owner.InviteAsync()).LoginQuery();
        using var page = await owner.Client.GetAsync($"/login{query}");
        (await broker.GuestSignInAsync("alma", query: query)).ShouldBe("/");
        (await broker.GuestSignInAsync("basil", query: query)).ShouldEndWith("reason=invitation_used");
        recorder.RecordDatabase(broker);
    }

    private static void ShowInLogs(ILogger logger, Func<string, string> secret)
    {
        var exception = new InvalidOperationException(
            secret("exception"), new InvalidOperationException(secret("inner exception")));
        using (logger.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["At"] = secret("scope") }))
            logger.LogError(exception, "{Property}", secret("property"));
        logger.LogTrace(secret("message"));
        logger.LogTrace("xy" + Convert.ToBase64String(Encoding.UTF8.GetBytes("basic:" + secret("base64"))));
        logger.LogTrace(Convert.ToHexString(Encoding.UTF8.GetBytes(secret("hex"))));
        logger.LogTrace(Uri.EscapeDataString(secret("escaped")));
    }

    private static void ShowInTelemetry(Func<string, string> secret)
    {
        using var source = new ActivitySource("shown");
        using (var span = source.StartActivity(secret("span name")))
        {
            span!.SetTag("url", $"https://example.org/?access_token={secret("span tag")}");
            span.AddEvent(new System.Diagnostics.ActivityEvent(
                "failed", tags: new() { ["exception.message"] = secret("span event") }));
        }

        using var meter = new Meter("shown");
        meter.CreateCounter<int>("shown").Add(1, new KeyValuePair<string, object?>("tag", secret("metric tag")));
    }

    private sealed class ShowSecretsFilter(Func<string, string> secret) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Map("/show", shown => shown.Run(context =>
            {
                context.Response.Headers["X-Shown"] = secret("header");
                context.Response.Headers.Location = $"/?error={secret("location")}";
                context.Response.Headers.SetCookie = $"other={secret("cookie")}";
                return context.Response.WriteAsync(secret("body"));
            }));
            next(app);
        };
    }
}
