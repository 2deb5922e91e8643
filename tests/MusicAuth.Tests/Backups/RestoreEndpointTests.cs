using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Backups;

/// <summary><c>POST /setup/restore</c>: the access check, and the problems of invalid input.</summary>
public sealed class RestoreEndpointTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-backup-");
    private readonly IgnoredStop _lifetime = new();
    private Broker _broker = null!;
    private byte[] _backup = null!;

    public async ValueTask InitializeAsync()
    {
        await using var old = await Broker.StartAsync();
        using var dora = await old.SignedInAsync("dora", "spotify");
        _backup = await File.ReadAllBytesAsync(await BackupTest.BackUpAsync(old, _folder.FullName));
        _broker = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Access:Registration"] = "Owner" },
            services: services => services.AddSingleton(new RestartForRestore(_lifetime)));
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_good_backup_is_prepared_and_the_server_stops_to_restore_it()
    {
        using var browser = _broker.NewBrowser();

        using var answer = await PostAsync(browser, _backup, BackupTest.Passphrase);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var restored = await answer.Content.ReadFromJsonAsync<JsonElement>();
        restored.GetProperty("users").GetInt32().ShouldBe(1);
        restored.GetProperty("connections").GetInt32().ShouldBe(1);
        restored.GetProperty("ended_api_keys").GetInt32().ShouldBe(0);
        await _lifetime.StopRequested;
        // Take the prepared restore, so that it does not run when this broker stops.
        var restore = _broker.Services.GetRequiredService<RestartForRestore>().Take().ShouldNotBeNull();
        restore.HasNewKey.ShouldBeTrue();
        using var second = await PostAsync(browser, _backup, BackupTest.Passphrase);
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task After_the_only_user_deleted_themself_the_answer_counts_the_connections_and_keys_that_end()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        await alma.NewKeyAsync(["connections:read"]);
        var backup = await File.ReadAllBytesAsync(
            await BackupTest.BackUpAsync(_broker, _folder.CreateSubdirectory("alma").FullName));
        using (var deletion = await alma.SendAsync(HttpMethod.Delete, "/me"))
            deletion.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var commits = Convert.ToInt64(_broker.Database.Scalar("SELECT commits FROM meta"));
        await Eventually.IsTrueAsync(
            () => _broker.Services.GetRequiredService<RollbackRecordFile>().Read()?.Commits == commits);
        using var browser = _broker.NewBrowser();

        using var answer = await PostAsync(browser, backup, BackupTest.Passphrase);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var restored = await answer.Content.ReadFromJsonAsync<JsonElement>();
        restored.GetProperty("users").GetInt32().ShouldBe(1);
        restored.GetProperty("connections").GetInt32().ShouldBe(0);
        restored.GetProperty("reauthorization_required").GetInt32().ShouldBe(0);
        restored.GetProperty("deleted_connections").GetInt32().ShouldBe(1);
        restored.GetProperty("api_keys").GetInt32().ShouldBe(0);
        restored.GetProperty("ended_api_keys").GetInt32().ShouldBe(1);
        await _lifetime.StopRequested;
        // Take the prepared restore, so that it does not run when this broker stops.
        _broker.Services.GetRequiredService<RestartForRestore>().Take().ShouldNotBeNull();
    }

    [Fact]
    public async Task A_wrong_passphrase_and_a_foreign_file_get_a_problem_with_a_sentence()
    {
        using var browser = _broker.NewBrowser();

        (await RefusedAsync(browser, _backup, "quite another passphrase", 400)).ShouldBe("The passphrase is wrong.");
        (await RefusedAsync(browser, Encoding.UTF8.GetBytes("{}"), BackupTest.Passphrase, 400))
            .ShouldContain("not a backup of MusicAuth");
        (await RefusedAsync(browser, _backup[..^500], BackupTest.Passphrase, 400)).ShouldContain("incomplete");
        (await RefusedAsync(browser, _backup, "", 400)).ShouldContain("enter its passphrase");
        Directory.GetDirectories(_broker.DataDirectory, "backup-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_machine_and_another_site_cannot_restore()
    {
        using var remote = _broker.NewBrowser();
        remote.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "192.168.1.20");
        await RefusedAsync(remote, _backup, BackupTest.Passphrase, 401);

        using var browser = _broker.NewBrowser();
        await RefusedAsync(browser, _backup, BackupTest.Passphrase, 403, origin: "https://evil.example");
    }

    [Fact]
    public async Task An_instance_with_users_is_not_overwritten()
    {
        using var owner = await _broker.SignedInAsync("alma", "spotify");

        await RefusedAsync(owner, _backup, BackupTest.Passphrase, 409);
    }

    private static async Task<string> RefusedAsync(
        Browser browser, byte[] file, string passphrase, int status, string origin = Broker.PublicUrl)
    {
        using var answer = await PostAsync(browser, file, passphrase, origin);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, text);
        return JsonElement.Parse(text).GetProperty("detail").GetString()!;
    }

    private static async Task<HttpResponseMessage> PostAsync(
        Browser browser, byte[] file, string passphrase, string origin = Broker.PublicUrl)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/setup/restore")
        {
            Content = new MultipartFormDataContent
            {
                { new ByteArrayContent(file), "file", "backup.age" },
                { new StringContent(passphrase), "passphrase" },
            },
        };
        request.Headers.Add("Origin", origin);
        return await browser.Client.SendAsync(request);
    }
}
