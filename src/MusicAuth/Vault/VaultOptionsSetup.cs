using Microsoft.Extensions.Options;

namespace MusicAuth.Vault;

internal sealed class VaultOptionsSetup(IOptions<DatabaseOptions> database, IConfiguration configuration)
    : IPostConfigureOptions<VaultOptions>
{
    private const string PreviousKey = $"{VaultOptions.Section}:{nameof(VaultOptions.PreviousMasterKeyFiles)}";

    public void PostConfigure(string? name, VaultOptions options)
    {
        // The binder ignores a list in a single environment variable.
        if (configuration[PreviousKey] is { } list && !string.IsNullOrWhiteSpace(list))
        {
            options.PreviousMasterKeyFiles = list.Split(
                [',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        options.MasterKeyFile = Resolve(options.MasterKeyFile);
        options.MarkFile = ResolveRollbackRecord(options);
        options.PreviousMasterKeyFiles = [.. options.PreviousMasterKeyFiles.Select(Resolve)];
    }

    private string ResolveRollbackRecord(VaultOptions options)
    {
        if (options.MasterKeyFile.Length == 0)
            return "";
        return string.IsNullOrWhiteSpace(options.MarkFile)
            ? VaultOptions.RollbackRecordPathOf(options.MasterKeyFile)
            : Resolve(options.MarkFile.Replace("{MasterKeyFile}", options.MasterKeyFile, StringComparison.Ordinal));
    }

    private string Resolve(string path) =>
        string.IsNullOrWhiteSpace(path) ? "" : Path.GetFullPath(database.Value.Expand(path));
}
