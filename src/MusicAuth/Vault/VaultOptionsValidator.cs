using Microsoft.Extensions.Options;

namespace MusicAuth.Vault;

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
