using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace MusicAuth.Tests.Operations.Doctor;

/// <summary>An instance on disk, with the settings of its command line.</summary>
internal sealed class DoctorCopy : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("musicauth-doctor-");
    private readonly List<IDisposable> _open = [];

    public DoctorCopy(string dataDirectory, IReadOnlyDictionary<string, string?> settings)
    {
        Settings = settings.ToDictionary(StringComparer.Ordinal);
        Directory.CreateDirectory(Data, Private);
        Directory.CreateDirectory(Keys, Private);
        foreach (var file in Directory.GetFiles(dataDirectory, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(dataDirectory, file);
            var target = Path.Combine(name.StartsWith("master.key") ? Keys : Data, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!, Private);
            File.Copy(file, target);
        }

        Settings["DataDirectory"] = Data;
        Settings["Vault:MasterKeyFile"] = MasterKey;
        Settings["Urls"] = $"http://127.0.0.1:{Port}";
    }

    public int Port { get; } = FreePort.Take();

    public Dictionary<string, string?> Settings { get; }

    public Action<IServiceCollection> Services { get; set; } = _ => { };

    public string Data => Path.Combine(_root.FullName, "data");

    public string Keys => Path.Combine(_root.FullName, "keys");

    public string MasterKey => Path.Combine(Keys, "master.key");

    public string Database => Path.Combine(Data, "musicauth.db");

    public string[] Arguments => [.. Settings.Select(setting => $"--{setting.Key}={setting.Value}")];

    private static UnixFileMode Private =>
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public Task<CommandResult> ExamineAsync(params string[] options) =>
        InProcessCommand.RunAsync(["doctor", .. options, .. Arguments], Services);

    public async Task<(int ExitCode, JsonElement Report, string Text)> ReadReportAsync()
    {
        var (exitCode, output, error) = await ExamineAsync("--json");
        return error.Length > 0
            ? throw new InvalidOperationException(error)
            : (exitCode, JsonSerializer.Deserialize<JsonElement>(output), output);
    }

    public void Execute(string sql, params (string Name, object Value)[] parameters) =>
        new Database(Data).Execute(sql, parameters);

    public object? Query(string sql) => new Database(Data).Scalar(sql);

    /// <summary>Changes every access token of a grant.</summary>
    public void ChangeTokens(Action<byte[]> change)
    {
        var token = (byte[])Query("SELECT access_token FROM grants LIMIT 1")!;
        change(token);
        Execute("UPDATE grants SET access_token = $token", ("$token", token));
    }

    public void KeepOpen(IDisposable resource) => _open.Add(resource);

    public void Dispose()
    {
        _open.ForEach(resource => resource.Dispose());
        _root.Delete(recursive: true);
    }
}
