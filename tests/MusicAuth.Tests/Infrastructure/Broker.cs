using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MusicAuth.Sandbox;
using Serilog.Core;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>
/// The whole broker in process. The sandbox simulates the providers, and both use one clock. By default Spotify rotates
/// strictly: it revokes a refresh token as soon as it has issued the next one. The disposal fails if
/// the broker has sent a revoked refresh token.
/// </summary>
public sealed class Broker : IAsyncDisposable
{
    public const string PublicUrl = "http://127.0.0.1:5080";

    /// <summary>The least. With the default, a backup takes a second.</summary>
    public const int BackupWorkFactor = 10;

    private readonly DirectoryInfo _directory;
    private readonly string? _postgres;
    private readonly bool _isReplica;
    private Factory _factory;
    private readonly HttpClient _control;

    private Broker(
        SandboxServer sandbox, DirectoryInfo directory, Factory factory, BrokerClock clock, string? postgres,
        bool isReplica = false)
    {
        _isReplica = isReplica;
        Sandbox = sandbox;
        _postgres = postgres;
        _directory = directory;
        _factory = factory;
        Clock = clock;
        _control = new SandboxClient(sandbox.Address);
    }

    public SandboxServer Sandbox { get; }

    /// <summary>The number of times that this test expects the broker to send a replaced refresh token.</summary>
    public int ExpectedReuse { get; set; }

    public BrokerClock Clock { get; }

    public BrokerLog Log => _factory.Log;

    public string DataDirectory => _directory.FullName;

    public Database Database => _postgres is null ? new(DataDirectory) : Database.Postgres(_postgres);

    /// <summary>The settings with which another process uses the same database.</summary>
    public Dictionary<string, string?> DatabaseSettings => _postgres is null
        ? []
        : new() { ["Database:Kind"] = "Postgres", ["Database:ConnectionString"] = _postgres };

    public IServiceProvider Services => _factory.Services;

    /// <summary>Starts a sandbox and a broker that uses it as its providers.</summary>
    /// <param name="hasLongTimeouts">
    /// The broker waits 30 s for the database. If many transactions follow one another on a machine that is busy with
    /// other tests, the default of five seconds is too short, and the broker would respond with 503.
    /// </param>
    public static async Task<Broker> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null, Func<TimeProvider, SandboxOptions>? sandbox = null,
        Action<IServiceCollection>? services = null, DatabaseKind storage = DatabaseKind.Sqlite,
        bool hasLongTimeouts = false)
    {
        var postgres = storage == DatabaseKind.Postgres
            ? await MigratedDatabase.NewPostgresAsync() + (hasLongTimeouts ? ";Timeout=30;Command Timeout=30" : "")
            : null;
        if (hasLongTimeouts && postgres is null)
            settings = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
            {
                ["Database:ConnectionString"] = "Data Source={DataDirectory}/musicauth.db;Default Timeout=30",
            };
        var clock = new BrokerClock();
        var server = await SandboxServer.StartAsync(
            sandbox?.Invoke(clock)
                ?? new SandboxOptions { TimeProvider = clock, DeezerQuota = false, Rotation = true });
        var directory = Directory.CreateTempSubdirectory("musicauth-broker-");
        if (postgres is null) await MigratedDatabase.CopyToAsync(directory);
        var factory = NewFactory(server, clock, settings, directory, services, postgres);
        return new Broker(server, directory, factory, clock, postgres);
    }

    /// <summary>Another broker on the same PostgreSQL and master key, with its own data directory.</summary>
    public Broker NewReplica(params (string Key, string Value)[] settings)
    {
        var all = settings.Append(("Vault:MasterKeyFile", Path.Combine(DataDirectory, "master.key")))
            .ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2, StringComparer.Ordinal);
        var directory = Directory.CreateTempSubdirectory("musicauth-replica-");
        var factory = NewFactory(Sandbox, Clock, all, directory, services: null, _postgres);
        return new Broker(Sandbox, directory, factory, Clock, _postgres, isReplica: true);
    }

    public Task StopAsync() => _factory.DisposeAsync().AsTask();

    /// <summary>Stops the broker and starts it again on the same data.</summary>
    public async Task RestartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        await StopAsync();
        _factory = NewFactory(Sandbox, Clock, settings, _directory, services: null, _postgres);
    }

    /// <summary>A new browser, optionally with the cookies of another browser or for another address.</summary>
    public Browser NewBrowser(Browser? like = null, string address = PublicUrl) =>
        new(_factory.Server, Sandbox.Address, Log, like, address);

    /// <summary>A new browser of a user whose session has ended, signed in with a provider again.</summary>
    public async Task<Browser> SignedInElsewhereAsync(string user, string provider, Browser before)
    {
        await before.GetAsync("/me", HttpStatusCode.Unauthorized);
        return await SignedInAsync(user, provider);
    }

    /// <summary>A browser that has signed in with each of the providers.</summary>
    public async Task<Browser> SignedInAsync(string user, params string[] providers)
    {
        var browser = NewBrowser();
        foreach (var provider in providers)
            await browser.SignInAsync(provider, user);
        return browser;
    }

    /// <summary>Sends a request without an HTTP client.</summary>
    public Task<HttpContext> SendAsync(Action<HttpContext> configure) => _factory.Server.SendAsync(configure);

    public async Task<SandboxStats> StatsAsync() =>
        SandboxStats.Read(await _control.GetFromJsonAsync<System.Text.Json.JsonElement>("/_sandbox/stats"));

    /// <summary>
    /// Waits until Spotify holds a response back. An earlier advance of the clock would not release it.
    /// </summary>
    public Task WaitForHeldResponseAsync() =>
        Eventually.IsTrueAsync(async () => (await StatsAsync()).Spotify.HeldResponses > 0);

    /// <summary>The secret of an owner link, as the broker prints it when it starts.</summary>
    public async Task<string> NewOwnerLinkAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var claims = scope.ServiceProvider.GetRequiredService<OwnerLinkStore>();
        return (await claims.IssueAsync(CancellationToken.None)).Reveal();
    }

    public Task FaultAsync(params object[] rules) => PutAsync("faults", new { rules });

    public async Task PutAsync(string resource, object body)
    {
        using var answer = await _control.PutAsJsonAsync($"/_sandbox/{resource}", body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        var reuse = _isReplica ? ExpectedReuse : (await StatsAsync()).Spotify.Reuse;
        _control.Dispose();
        if (!_isReplica) await Sandbox.DisposeAsync();
        Delete(_directory);
        if (reuse != ExpectedReuse)
            throw new InvalidOperationException(
                $"The broker has sent replaced refresh tokens to Spotify {reuse} times, not {ExpectedReuse} times.");
    }

    // The stopping host can write a file during the deletion.
    private static void Delete(DirectoryInfo directory)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                directory.Delete(recursive: true);
                return;
            }
            catch (IOException) when (attempt < 5)
            {
            }
        }
    }

    private static Factory NewFactory(
        SandboxServer sandbox, BrokerClock clock, IReadOnlyDictionary<string, string?>? settings,
        DirectoryInfo directory, Action<IServiceCollection>? services, string? postgres)
    {
        Dictionary<string, string?> all = new(sandbox.BrokerSettings, StringComparer.OrdinalIgnoreCase)
        {
            ["DataDirectory"] = directory.FullName,
            ["Web:PublicUrl"] = PublicUrl,
            ["Access:Registration"] = "Open",
            // Some tests send more requests in a second than users do in a minute. Tests of the limit set their own.
            ["Access:AnonymousRequestsPerMinute"] = "0",
            // Most tests count all calls to the providers. Tests of the cache turn it on.
            ["Library:CacheSeconds"] = "0",
            // The timeout of a token exchange uses the system clock, and the machine can be busy.
            ["Upstream:TimeoutSeconds"] = "15",
            ["Backup:WorkFactor"] = $"{BackupWorkFactor}",
        };
        if (postgres is not null)
            (all["Database:Kind"], all["Database:ConnectionString"]) = ("Postgres", postgres);
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            all[key] = value;
        var factory = new Factory(all, clock, services);
        _ = factory.Server;
        return factory;
    }

    private sealed class SandboxClient : HttpClient
    {
        public SandboxClient(Uri address) => BaseAddress = address;
    }

    private sealed class Factory(
        Dictionary<string, string?> settings, TimeProvider clock, Action<IServiceCollection>? services)
        : WebApplicationFactory<PublicAddress>
    {
        public BrokerLog Log { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            // Users run Production, and Development responds differently.
            builder.UseEnvironment("Production");
            foreach (var (key, value) in settings)
                builder.UseSetting(key, value);
            builder.ConfigureTestServices(collection =>
            {
                collection.AddSingleton(clock);
                // This timeout uses the system clock, and a busy machine needs longer to connect.
                collection.Configure<UpstreamOptions>(upstream => upstream.ConnectTimeout = TimeSpan.FromMinutes(1));
                collection.AddSingleton<IStartupFilter, ConnectionHeadersFilter>();
                collection.RemoveAll<ILogEventSink>();
                collection.AddSingleton<ILogEventSink>(Log);
                // The announcement would print a secret to the console of the tests.
                collection.Remove(collection.Single(service =>
                    service.ImplementationType == typeof(ReadyAnnouncement)));
                services?.Invoke(collection);
            });
        }
    }
}
