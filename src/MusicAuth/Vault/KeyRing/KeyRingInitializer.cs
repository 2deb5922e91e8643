using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace MusicAuth.Vault.KeyRing;

/// <summary>
/// Creates the key ring of Data Protection, which protects only data that can be lost: cookies, states, cursors.
/// </summary>
internal sealed class KeyRingInitializer(IDataProtectionProvider protection, StrictXmlRepository repository)
{
    public void EnsureFirstKey()
    {
        try
        {
            protection.CreateProtector("musicauth/warm-up").Protect([0]);
        }
        catch (CryptographicException e) when (e.InnerException is null or CryptographicException)
        {
            throw new MasterKeyUnusableException("MusicAuth cannot create the key ring with this master key.", e);
        }

        if (!repository.GetAllElements().Any(element => element.Name.LocalName == "key"))
        {
            throw new MasterKeyUnusableException(
                "Data Protection does not store its key ring encrypted in the database, because another key repository "
                + "is registered.");
        }
    }
}
