using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace MusicAuth.Vault;

/// <summary>The ring of Data Protection, which seals only what may be lost: cookies, states, cursors.</summary>
public sealed class KeyRing(IDataProtectionProvider protection, StrictXmlRepository repository)
{
    /// <summary>Makes the first key, once, and shows that the ring reads back sealed and as ours.</summary>
    /// <exception cref="VaultSealedException">The ring cannot be made, or is not kept sealed.</exception>
    public void Prepare()
    {
        try
        {
            protection.CreateProtector("musicauth/warm-up").Protect([0]);
        }
        catch (CryptographicException e) when (e.InnerException is null or CryptographicException)
        {
            throw new VaultSealedException("The key ring cannot be made under this master key.", e);
        }

        if (!repository.GetAllElements().Any(element => element.Name.LocalName == "key"))
        {
            throw new VaultSealedException(
                "The key ring is not kept sealed in the database: Data Protection was wired to another place.");
        }
    }
}
