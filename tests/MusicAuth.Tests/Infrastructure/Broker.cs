using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using MusicAuth.Databases;
using MusicAuth.Sandbox;
using MusicAuth.Web;
using Serilog.Core;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>The whole broker in process, with the sandbox as its world and one clock for both.</summary>
public sealed class Broker : IAsyncDisposable
{
    public const string PublicUrl = "http://127.0.0.1:5080";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("musicauth-broker-");
    private readonly Broker? _first;
    private readonly HttpClient _control;
    private Factory _factory;

    private Broker(
        SandboxServer sandbox, BrokerClock clock, PostgresDatabase? postgres, Broker? first,
        IReadOnlyDictionary<string, string?>? settings, Action<IServiceCollection>? services)
    {
        Sandbox = sandbox;
        Clock = clock;
        Postgres = postgres;
        _first = first;
        _control = new SandboxClient(sandbox.Address);
        _factory = NewFactory(settings, services);
    }

    public SandboxServer Sandbox { get; }

    public BrokerClock Clock { get; }

    public BrokerLog Log => _factory.Log;

    public string DataDirectory => _directory.FullName;

    /// <summary>Null on SQLite.</summary>
    public PostgresDatabase? Postgres { get; }

    /// <summary>A look into the database beside the broker.</summary>
    public Database Database => Postgres is null ? new Database(DataDirectory) : new Database(Postgres);

    public IServiceProvider Services => _factory.Services;

    /// <summary>Starts a sandbox and a broker that takes it for the world.</summary>
    public static async Task<Broker> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null, Func<TimeProvider, SandboxOptions>? sandbox = null,
        Action<IServiceCollection>? services = null, DatabaseKind database = DatabaseKind.Sqlite,
        PostgresServer? postgres = null)
    {
        // First, since it may skip the test.
        if (database == DatabaseKind.Postgres)
            postgres ??= await PostgresServer.SharedAsync();
        var clock = new BrokerClock();
        var server = await SandboxServer.StartAsync(
            sandbox?.Invoke(clock) ?? new SandboxOptions { TimeProvider = clock, DeezerQuota = false });
        var emptyDatabase = postgres is null ? null : await postgres.NewDatabaseAsync();
        return new Broker(server, clock, emptyDatabase, first: null, settings, services);
    }

    /// <summary>Starts one more broker on the same database and master key, with a data directory of its own.</summary>
    public Broker NewReplica(
        IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null) => new(
            Sandbox, Clock, Postgres ?? throw new InvalidOperationException("SQLite is for one."), this, settings,
            services);

    /// <summary>Stops the broker and starts it anew on the same data.</summary>
    public async Task RestartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        await _factory.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _factory = NewFactory(settings, services: null);
    }

    /// <summary>A browser; with the cookies of another one where that is given.</summary>
    public Browser NewBrowser(Browser? like = null) => new(_factory.Server, Sandbox.Address, like);

    /// <summary>A browser of somebody whose session has ended meanwhile, signed in at a provider anew.</summary>
    public async Task<Browser> SignedInElsewhereAsync(string person, string provider, Browser before)
    {
        await before.GetAsync("/me", HttpStatusCode.Unauthorized);
        return await SignedInAsync(person, provider);
    }

    /// <summary>A browser of somebody who has signed in.</summary>
    public async Task<Browser> SignedInAsync(string person, params string[] providers)
    {
        var browser = NewBrowser();
        foreach (var provider in providers)
            await browser.SignInAsync(provider, person);
        return browser;
    }

    public async Task<SandboxStats> StatsAsync() =>
        SandboxStats.Read(await _control.GetFromJsonAsync<System.Text.Json.JsonElement>("/_sandbox/stats"));

    public Task FaultAsync(params object[] rules) => PutAsync("faults", new { rules });

    public async Task PutAsync(string what, object body)
    {
        using var answer = await _control.PutAsJsonAsync($"/_sandbox/{what}", body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _factory.DisposeAsync();
        if (_first is null)
        {
            await Sandbox.DisposeAsync();
            if (Postgres is not null)
                await Postgres.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    private Factory NewFactory(IReadOnlyDictionary<string, string?>? settings, Action<IServiceCollection>? services)
    {
        Dictionary<string, string?> all = new(Sandbox.BrokerSettings, StringComparer.OrdinalIgnoreCase)
        {
            ["DataDirectory"] = DataDirectory,
            ["Vault:MasterKeyFile"] = Path.Combine((_first ?? this).DataDirectory, "master.key"),
            ["Web:PublicUrl"] = PublicUrl,
            ["Access:Registration"] = "Open",
        };
        foreach (var (key, value) in Postgres?.Settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            all[key] = value;
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            all[key] = value;
        var factory = new Factory(all, Clock, services);
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
            // As users have it: Development answers differently.
            builder.UseEnvironment("Production");
            foreach (var (key, value) in settings)
                builder.UseSetting(key, value);
            builder.ConfigureTestServices(collection =>
            {
                collection.AddSingleton(clock);
                collection.AddSingleton<IStartupFilter, RemoteAddress>();
                collection.RemoveAll<ILogEventSink>();
                collection.AddSingleton<ILogEventSink>(Log);
                services?.Invoke(collection);
            });
        }
    }
}

/// <summary>In process nobody has an address: all come from loopback unless a header says otherwise.</summary>
public sealed class RemoteAddress : IStartupFilter
{
    public const string Header = "Test-Remote-Address";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, proceed) =>
        {
            context.Connection.RemoteIpAddress = context.Request.Headers.TryGetValue(Header, out var address)
                ? IPAddress.Parse(address!)
                : IPAddress.Loopback;
            return proceed(context);
        });
        next(app);
    };
}

/// <summary>A clock that stands until it is told to go on.</summary>
public sealed class BrokerClock() : FakeTimeProvider(TimeProvider.System.GetUtcNow());
