using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Files that other users of the machine can read.</summary>
internal sealed class FileRightsCheck(IOptions<DatabaseOptions> options, IConfiguration configuration) : IDoctorCheck
{
    private const UnixFileMode OtherUsers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly string[] Secrets = ["Secret", "Password", "Passphrase"];

    public Task<CheckResult> RunAsync(CancellationToken cancellationToken) =>
        Task.FromResult(OperatingSystem.IsWindows() ? CheckResult.Ok : new CheckResult([.. Find()]));

    private IEnumerable<DoctorFinding> Find()
    {
        var directory = options.Value.DataDirectoryPath;
        if (Directory.Exists(directory) && IsOpen(directory))
        {
            yield return DoctorFinding.Warning(
                "data_directory_open", $"Other users of this machine can open the data directory {directory}.",
                "They see the names and sizes of its files.", $"Run: chmod 700 {directory}");
        }

        if (!options.Value.IsPostgres && File.Exists(options.Value.SqliteFile) && IsOpen(options.Value.SqliteFile))
        {
            yield return DoctorFinding.Warning(
                "database_file_open",
                $"Other users of this machine can read or write the database {options.Value.SqliteFile}.",
                "The database contains names of accounts, and tokens that the master key encrypts.",
                $"Run: chmod 600 {options.Value.SqliteFile}");
        }

        foreach (var file in SettingFiles().Where(file => IsOpen(file)))
        {
            yield return DoctorFinding.Warning(
                "settings_file_open", $"Other users of this machine can read {file}, which contains a secret.", "",
                $"Run: chmod 600 {file}; or move the secret to an environment variable or to /run/secrets.");
        }
    }

    private IEnumerable<string> SettingFiles() => ((IConfigurationRoot)configuration).Providers
        .OfType<Microsoft.Extensions.Configuration.Json.JsonConfigurationProvider>()
        .Where(file => SettingCatalog.All.Any(setting => file.TryGet(setting.Name, out var value)
            && !string.IsNullOrWhiteSpace(value) && IsSecret(setting, value)))
        .Select(file => file.Source.FileProvider?.GetFileInfo(file.Source.Path ?? "").PhysicalPath)
        .OfType<string>().Distinct(StringComparer.Ordinal);

    // A connection string can name a file, or contain a password.
    private static bool IsSecret(Setting setting, string value) =>
        Array.Exists(Secrets, end => setting.Name.EndsWith(end, StringComparison.Ordinal))
        || (setting.Format == SettingFormat.ConnectionString
            && value.Contains("password", StringComparison.OrdinalIgnoreCase));

    private static bool IsOpen(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OtherUsers) != UnixFileMode.None;
}
