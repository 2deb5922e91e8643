using Microsoft.Extensions.Options;

namespace MusicAuth.Vault;

internal sealed class VaultOptionsValidator : IValidateOptions<VaultOptions>
{
    public ValidateOptionsResult Validate(string? name, VaultOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.MasterKeyFile.Length == 0)
            errors.AddError("Vault:MasterKeyFile is empty. Set it to the file of the master key, or remove the "
                + "setting.");
        if (options.PreviousMasterKeyFiles.Contains("", StringComparer.Ordinal))
            errors.AddError("Vault:PreviousMasterKeyFiles contains an empty entry. Set it to the file of a previous "
                + "master key.");
        if (options.PreviousMasterKeyFiles.Contains(options.MasterKeyFile, StringComparer.Ordinal))
            errors.AddError("Vault:PreviousMasterKeyFiles contains the file of Vault:MasterKeyFile. Remove that "
                + "entry.");
        return errors.Build();
    }
}
