using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Postgres;

/// <summary>R15, R16, R18 on PostgreSQL: the instances that can start, and the writes of a refused start.</summary>
public sealed class PostgresStartupTests : IAsyncLifetime
{
    private const int Replicas = 6;
    private readonly Instance _instance = new();
    private string _connection = null!;

    private Database Database => Database.Postgres(_connection);

    public async ValueTask InitializeAsync() =>
        _connection = await (await PostgresServer.CommonAsync()).NewDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _instance.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task R18_six_replicas_on_an_empty_database_create_one_key_and_accept_each_others_cookies()
    {
        var replicas = Enumerable.Range(0, Replicas).Select(i => _instance.Build(Settings(i))).ToList();

        await Task.WhenAll(replicas.Select(host => Task.Run(() => RunAsync(host))));

        Database.Count("data_protection_keys").ShouldBe(1);
        Database.Count("meta").ShouldBe(1);
        var cookies = replicas.Select(host => Protector(host).Protect("cookie")).ToList();
        foreach (var host in replicas)
            cookies.ShouldAllBe(cookie => Protector(host).Unprotect(cookie) == "cookie");
    }

    [Fact]
    public async Task R16_another_master_key_is_refused_and_nothing_is_written()
    {
        await _instance.StartAsync(Settings(0));
        _instance.Stop();
        var before = Database.Bytes();

        (await _instance.ShouldRefuseStartAsync(78, [.. Settings(1), ("Vault:MasterKeyFile", NewKey())]))
            .ShouldContain("did not encrypt");

        Database.Bytes().ShouldBe(before);
    }

    [Fact]
    public async Task R16_an_unusable_key_leaves_an_empty_database_empty()
    {
        var key = NewKey();
        File.SetUnixFileMode(key, File.GetUnixFileMode(key) | UnixFileMode.OtherRead);

        await _instance.ShouldRefuseStartAsync(78, [.. Settings(0), ("Vault:MasterKeyFile", key)]);

        Database.Scalar("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").ShouldBe(0L);
    }

    [Fact]
    public async Task R15_a_database_of_a_newer_version_is_refused_unchanged()
    {
        await _instance.StartAsync(Settings(0));
        _instance.Stop();
        Database.Execute("INSERT INTO \"__EFMigrationsHistory\" VALUES ('99990101000000_Later', '99.0')");
        var before = Database.Bytes();

        (await _instance.ShouldRefuseStartAsync(65, Settings(0))).ShouldContain("newer MusicAuth");

        Database.Bytes().ShouldBe(before);
    }

    [Fact]
    public async Task R15_the_database_of_another_program_is_refused_unchanged()
    {
        Database.Execute("CREATE TABLE photos (id integer)");

        (await _instance.ShouldRefuseStartAsync(65, Settings(0))).ShouldContain("another program");

        Database.Scalar("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").ShouldBe(1L);
    }

    [Fact]
    public async Task Two_replicas_need_two_data_directories()
    {
        await _instance.StartAsync(Settings(0));
        using var second = _instance.Build(Settings(0));

        var refusal = await Should.ThrowAsync<StartupException>(() => RunAsync(second));

        refusal.ExitCode.ShouldBe(65);
        refusal.Message.ShouldContain("DataDirectory");
    }

    [Theory]
    [InlineData("Database", "nowhere")]
    [InlineData("Password", "CANARY-password")]
    [InlineData("Username", "nobody")]
    public async Task A_refusal_of_the_server_is_one_line_without_the_password(string key, string value)
    {
        var changed = new NpgsqlConnectionStringBuilder(_connection) { [key] = value };

        var message = await _instance.ShouldRefuseStartAsync(
            65, [.. Settings(0), ("Database:ConnectionString", changed.ConnectionString)]);

        message.ShouldNotContain('\n');
        message.ShouldNotContain(changed.Password!);
        _instance.Logs.GetSnapshot().ShouldAllBe(record => !record.Message.Contains(changed.Password!));
    }

    [Fact]
    public async Task The_start_waits_for_a_server_that_starts_a_little_later()
    {
        await using var server = await PostgresServer.OwnAsync();
        _connection = await server.NewDatabaseAsync();
        await server.StopAsync();

        var starting = Task.Run(() => _instance.StartAsync(Settings(0)));
        await Eventually.IsTrueAsync(() =>
            _instance.Logs.GetSnapshot().Any(record => record.Message.Contains("does not answer yet")));
        await server.StartAsync();

        (await starting).ShouldNotBeNull();
        _instance.Stop();
    }

    private static Task RunAsync(IHost host) =>
        host.Services.GetRequiredService<StartupSequence>().RunAsync(CancellationToken.None);

    private static IDataProtector Protector(IHost host) =>
        host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie");

    private (string Key, string Value)[] Settings(int replica) =>
    [
        ("DataDirectory", _instance.PathBeside($"data-{replica}")),
        ("Vault:MasterKeyFile", _instance.MasterKey),
        ("Database:Kind", "Postgres"),
        ("Database:ConnectionString", _connection),
    ];

    private string NewKey()
    {
        using var key = MasterKey.Generate();
        var file = _instance.PathBeside("another.key");
        StartupSequenceTests.WriteKey(file, key.Export());
        return file;
    }
}
