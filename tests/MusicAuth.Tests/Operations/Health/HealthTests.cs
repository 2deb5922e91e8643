using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Health;

public sealed class HealthTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("musicauth-health");

    private string Database => Path.Combine(_data.FullName, "musicauth.db");

    [Fact]
    public async Task A_broker_with_its_database_and_key_ring_is_ready()
    {
        await using var host = await Start(new EphemeralDataProtectionProvider());

        (await Ask(host, "ready")).ShouldBe((200, """{"status":"ok"}"""));
        (await Ask(host, "live")).ShouldBe((200, """{"status":"ok"}"""));
    }

    [Fact]
    public async Task A_broker_without_its_database_is_alive_and_not_ready_and_states_no_reason()
    {
        await using var host = await Start(new EphemeralDataProtectionProvider());
        await File.WriteAllTextAsync(Database, new string('x', 8192));

        (await Ask(host, "ready")).ShouldBe((503, """{"status":"unavailable"}"""));
        (await Ask(host, "live")).ShouldBe((200, """{"status":"ok"}"""));
    }

    [Fact]
    public async Task A_broker_with_an_undecryptable_key_ring_is_not_ready()
    {
        await using var host = await Start(new FailingKeyRing());

        (await Ask(host, "ready")).ShouldBe((503, """{"status":"unavailable"}"""));
    }

    [Fact]
    public async Task A_stopping_broker_is_not_ready()
    {
        await using var host = await Start(new EphemeralDataProtectionProvider());
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await Ask(host, "ready")).ShouldBe((503, """{"status":"unavailable"}"""));
        (await Ask(host, "live")).ShouldBe((200, """{"status":"ok"}"""));
    }

    [Fact]
    public async Task The_host_waits_fifteen_seconds_for_open_requests()
    {
        await using var host = await Start(new EphemeralDataProtectionProvider());

        host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<HostOptions>>()
            .Value.ShutdownTimeout.ShouldBe(TimeSpan.FromSeconds(15));
    }

    public void Dispose() => _data.Delete(recursive: true);

    private async Task<WebTestHost> Start(IDataProtectionProvider ring)
    {
        var host = await WebTestHost.StartAsync(add: builder =>
        {
            builder.Services.AddSingleton(ring);
            builder.Services.Configure<DatabaseOptions>(
                options => options.ConnectionString = $"Data Source={Database}");
            builder.Services.AddSingleton<IConnectionSource, SqliteConnectionSource>().AddSingleton<PlainSql>();
            builder.Services.AddDbContext<MusicAuthDb, SqliteDb>(
                db => db.UseSqlite($"Data Source={Database};Pooling=False"));
        });
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<MusicAuthDb>().Database.EnsureCreatedAsync();
        return host;
    }

    private static async Task<(int Status, string Body)> Ask(WebTestHost host, string name)
    {
        var answer = await host.Client.GetAsync($"/health/{name}");
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private sealed class FailingKeyRing : IDataProtectionProvider, IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => this;

        public byte[] Protect(byte[] plaintext) => throw new CryptographicException("failed");

        public byte[] Unprotect(byte[] protectedData) => protectedData;
    }
}
