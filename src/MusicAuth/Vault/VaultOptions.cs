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
}

internal sealed class VaultOptionsSetup(IOptions<DatabaseOptions> database) : IPostConfigureOptions<VaultOptions>
{
    public void PostConfigure(string? name, VaultOptions options)
    {
        options.MasterKeyFile = Resolve(options.MasterKeyFile);
        options.PreviousMasterKeyFiles = [.. options.PreviousMasterKeyFiles.Select(Resolve)];
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
