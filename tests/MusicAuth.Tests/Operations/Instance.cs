using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Extensions.Hosting;
using Shouldly;

namespace MusicAuth.Tests.Operations;

/// <summary>A data directory, and the hosts that a test starts on it.</summary>
public sealed class Instance : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("musicauth-instance-");
    private readonly List<IHost> _hosts = [];

    public string DataDirectory => Path.Combine(_root.FullName, "data");

    /// <summary>A path beside the data directory. It is deleted with this instance.</summary>
    public string PathBeside(string name) => Path.Combine(_root.FullName, name);

    public string Database => Path.Combine(DataDirectory, "musicauth.db");

    public string MasterKey => Path.Combine(DataDirectory, "master.key");

    public FakeLogCollector Logs { get; } =
        FakeLogCollector.Create(new() { CollectRecordsForDisabledLogLevels = true });

    /// <summary>Changes the services of the hosts that are built afterwards.</summary>
    public Action<IServiceCollection>? Configure { get; set; }

    public IHost Build(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration["DataDirectory"] = DataDirectory;
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(Logs));
        builder.Services.AddPersistence().AddVault().AddAccess().AddGrants().AddBackups().AddStartup();
        builder.Services.AddSingleton<PublicAddress>().AddMetrics().AddRouting();
        builder.Services.AddSingleton<IsProviderEnabled>(static _ => static _ => false);
        builder.Services.AddSingleton<IDiagnosticContext>(new DiagnosticContext(logger: null));
        Configure?.Invoke(builder.Services);
        builder.ConfigureContainer(new DefaultServiceProviderFactory(
            new() { ValidateOnBuild = true, ValidateScopes = true }));
        var host = builder.Build();
        _hosts.Add(host);
        return host;
    }

    public async Task<IHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = Build(settings);
        StartupErrors.Validate(host.Services.GetRequiredService<IStartupValidator>());
        await host.Services.GetRequiredService<StartupSequence>().RunAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Starts and stops a host, so that the database and the key exist.</summary>
    public async Task<Instance> StartAndStopAsync()
    {
        await StartAsync();
        Stop();
        return this;
    }

    public async Task<string> ShouldRefuseStartAsync(int exitCode, params (string Key, string Value)[] settings)
    {
        var refusal = await Should.ThrowAsync<StartupException>(() => StartAsync(settings));
        Stop();
        refusal.ExitCode.ShouldBe(exitCode);
        return refusal.Message;
    }

    public void Stop()
    {
        _hosts.ForEach(host => host.Dispose());
        _hosts.Clear();
    }

    public string DatabaseHash() => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Database)));

    /// <summary>All files of the database, one character for each byte.</summary>
    public string DatabaseBytes() => new Database(DataDirectory).Bytes();

    /// <summary>Runs a statement directly on the database file.</summary>
    public void Execute(string sql, params (string Name, object Value)[] parameters) =>
        new Database(DataDirectory).Execute(sql, parameters);

    public string? Query(string sql) => new Database(DataDirectory).Scalar(sql)?.ToString();

    public void Dispose()
    {
        Stop();
        _root.Delete(recursive: true);
    }
}
