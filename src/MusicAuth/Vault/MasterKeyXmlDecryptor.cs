using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace MusicAuth.Vault;

/// <summary>
/// Decrypts a key of the key ring. Every row of the key ring contains the full name of this class, and Data Protection
/// calls this constructor: never rename or move the class.
/// </summary>
internal sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly DerivedKeySet _keys = services.GetRequiredService<DerivedKeySet>();

    public XElement Decrypt(XElement encryptedElement)
    {
        var blob = Convert.FromBase64String((string?)encryptedElement.Element("value") ?? "");
        if (!AesGcmEnvelope.TryDecrypt(
            _keys, key => key.KeyRing, MasterKeyXmlEncryptor.Context, blob, out var plaintext))
        {
            throw new CryptographicException("The master key does not decrypt a key of the key ring.");
        }

        var element = XElement.Parse(Encoding.UTF8.GetString(plaintext));
        CryptographicOperations.ZeroMemory(plaintext);
        return element;
    }
}
