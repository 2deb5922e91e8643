using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace MusicAuth.Tests.Backups;

/// <summary>Runs the backup and restore commands beside a broker.</summary>
internal static class BackupTest
{
    public const string Passphrase = "a long passphrase";

    public const int WorkFactor = Broker.BackupWorkFactor;

    /// <summary>Makes a backup. The broker can run meanwhile.</summary>
    public static async Task<string> BackUpAsync(Broker broker, string folder, bool withKey = true)
    {
        var file = Path.Combine(folder, "backup.age");
        string[] key = withKey ? ["--with-key"] : [];
        var (exitCode, output, error) = await RunAsync(
            ["backup", file, .. key, .. SettingsOf(broker.DataDirectory, broker.DatabaseSettings)]);
        exitCode.ShouldBe(0, error);
        output.ShouldContain("it is complete");
        error.Contains("master.key").ShouldBe(!withKey, error);
        return file;
    }

    public static async Task<(string Id, string Secret)> NewNamedKeyAsync(this Browser user, string name)
    {
        using var answer = await user.PostAsync("/me/keys", new { name, scopes = new[] { "connections:read" } });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var key = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (key.GetProperty("id").GetString()!, key.GetProperty("key").GetString()!);
    }

    public static Task<CommandResult> RestoreAsync(
        string file, string dataDirectory, IReadOnlyDictionary<string, string?> database) =>
        RunAsync(["restore", file, .. SettingsOf(dataDirectory, database)]);

    public static async Task<CommandResult> RunAsync(params string[] args)
    {
        var ended = await InProcessCommand.RunAsync(
            [.. args, $"--Backup:Passphrase={Passphrase}", $"--Backup:WorkFactor={WorkFactor}"]);
        (ended.Output + ended.Error).ShouldNotContain(Passphrase);
        (ended.Output + ended.Error).ShouldNotContain(PostgresServer.Password);
        return ended;
    }

    public static IEnumerable<string> SettingsOf(
        string dataDirectory, IReadOnlyDictionary<string, string?> database) =>
        database.Select(setting => $"--{setting.Key}={setting.Value}").Prepend($"--DataDirectory={dataDirectory}");
}
