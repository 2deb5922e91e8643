using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Serilog.Core;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Architecture;

/// <summary>The services and endpoints of the whole broker.</summary>
public sealed class WholeBrokerTests : IDisposable
{
    private static readonly string[] RootKeys = ["Urls", "DataDirectory", "Logging:LogLevel:Default"];

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("musicauth-whole");

    [Fact]
    public async Task Every_registered_service_can_be_created()
    {
        await using var broker = Start(builder => builder.UseDefaultServiceProvider(container =>
        {
            container.ValidateOnBuild = true;
            container.ValidateScopes = true;
        }));

        (await broker.CreateClient().GetAsync("/health/live")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task The_API_description_is_the_checked_in_one()
    {
        await using var broker = Start();
        var document = await broker.CreateClient().GetStringAsync("/openapi/v1.json");
        var described = document.ReplaceLineEndings("\n") + "\n";
        var file = Repository.PathOf("docs", "api", "openapi.json");
        if (Environment.GetEnvironmentVariable("MUSICAUTH_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, described);
        }

        File.Exists(file).ShouldBeTrue("run the tests once with MUSICAUTH_UPDATE_SNAPSHOTS=1");
        described.ShouldBe(
            await File.ReadAllTextAsync(file),
            "the API changed. If it should, run with MUSICAUTH_UPDATE_SNAPSHOTS=1 and commit docs/api/openapi.json");
    }

    [Fact]
    public async Task Every_operation_describes_its_errors()
    {
        await using var broker = Start();
        var api = JsonElement.Parse(await broker.CreateClient().GetStringAsync("/openapi/v1.json"));

        api.GetProperty("openapi").GetString().ShouldStartWith("3.1");
        api.TryGetProperty("servers", out _).ShouldBeFalse();
        var operations = api.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()).ToArray();
        operations.ShouldNotBeEmpty();
        operations.Where(operation => !operation.Value.GetProperty("responses").TryGetProperty("default", out _))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_key_of_appsettings_is_a_known_setting()
    {
        var settings = new ConfigurationBuilder().AddJsonFile(Repository.PathOf("appsettings.json")).Build();
        var known = OptionKeys().Concat(RootKeys).ToHashSet(StringComparer.OrdinalIgnoreCase);

        settings.AsEnumerable().Where(entry => !settings.GetSection(entry.Key).GetChildren().Any())
            .Select(entry => Regularize(entry.Key))
            .Where(key => !known.Contains(key))
            .ShouldBeEmpty();
    }

    public void Dispose() => _data.Delete(recursive: true);

    private WebApplicationFactory<WebOptions> Start(Action<IWebHostBuilder>? configure = null) =>
        new WebApplicationFactory<WebOptions>().WithWebHostBuilder(builder =>
        {
            builder.UseEnvironment("Production");
            builder.UseSetting("DataDirectory", _data.FullName);
            builder.ConfigureTestServices(services => services.RemoveAll<ILogEventSink>());
            configure?.Invoke(builder);
        });

    // Section:Property of every options class, which names its section.
    private static IEnumerable<string> OptionKeys() =>
        from type in typeof(WebOptions).Assembly.GetTypes()
        where type.GetField("Section") is not null && !type.IsAbstract
        let section = (string)type.GetField("Section")!.GetRawConstantValue()!
        from property in type.GetProperties()
        where property.CanWrite
        select $"{section}:{property.Name}";

    // An entry of a list counts as the list.
    private static string Regularize(string key) => key.TrimEnd("0123456789".ToCharArray()).TrimEnd(':');
}
