using Microsoft.Extensions.Options;
using MusicAuth.Persistence;

namespace MusicAuth.Vault;

/// <summary>Where the master keys are; section <c>Vault</c>.</summary>
public sealed class VaultOptions
{
    public const string Section = "Vault";

    /// <summary>32 bytes in base64, mode 0600; made at the first start. Back it up apart from the database.</summary>
    public string MasterKeyFile { get; set; } = "{DataDirectory}/master.key";

    /// <summary>Former master keys, which still open what they sealed.</summary>
    public IList<string> PreviousMasterKeyFiles { get; set; } = [];

    /// <summary>Where it is written down how far the database has come: apart from the database.</summary>
    public string MarkFile { get; set; } = "{MasterKeyFile}.mark";

    /// <summary>Takes one certain older copy of the database into use: the code that the refusal names.</summary>
    public string AcceptRollback { get; set; } = "";

    /// <summary>That file and, where the key was changed by naming another one, the files of before.</summary>
    internal IEnumerable<string> MarkFiles =>
        PreviousMasterKeyFiles.Select(file => MarkOf(file)).Prepend(MarkFile).Distinct(StringComparer.Ordinal);

    internal static string MarkOf(string keyFile) => $"{keyFile}.mark";
}

internal sealed class VaultOptionsSetup(IOptions<DatabaseOptions> database, IConfiguration configuration)
    : IPostConfigureOptions<VaultOptions>
{
    private const string PreviousKey = $"{VaultOptions.Section}:{nameof(VaultOptions.PreviousMasterKeyFiles)}";

    public void PostConfigure(string? name, VaultOptions options)
    {
        // One variable for the whole list; the binder would drop it.
        if (configuration[PreviousKey] is { } list && !string.IsNullOrWhiteSpace(list))
        {
            options.PreviousMasterKeyFiles = list.Split(
                [',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        options.MasterKeyFile = Resolve(options.MasterKeyFile);
        options.MarkFile = ResolveMark(options);
        options.PreviousMasterKeyFiles = [.. options.PreviousMasterKeyFiles.Select(Resolve)];
    }

    private string ResolveMark(VaultOptions options)
    {
        if (options.MasterKeyFile.Length == 0)
            return "";
        return string.IsNullOrWhiteSpace(options.MarkFile)
            ? VaultOptions.MarkOf(options.MasterKeyFile)
            : Resolve(options.MarkFile.Replace("{MasterKeyFile}", options.MasterKeyFile, StringComparison.Ordinal));
    }

    private string Resolve(string path) =>
        string.IsNullOrWhiteSpace(path) ? "" : Path.GetFullPath(database.Value.Expand(path));
}

internal sealed class VaultOptionsValidator : IValidateOptions<VaultOptions>
{
    public ValidateOptionsResult Validate(string? name, VaultOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.MasterKeyFile.Length == 0)
            errors.AddError("Vault:MasterKeyFile is empty. Name the file of the master key, or leave the key out.");
        if (options.PreviousMasterKeyFiles.Contains("", StringComparer.Ordinal))
            errors.AddError("Vault:PreviousMasterKeyFiles has an empty entry. Name the file of a former master key.");
        if (options.PreviousMasterKeyFiles.Contains(options.MasterKeyFile, StringComparer.Ordinal))
            errors.AddError("Vault:PreviousMasterKeyFiles names the file of Vault:MasterKeyFile. Take it out.");
        return errors.Build();
    }
}
