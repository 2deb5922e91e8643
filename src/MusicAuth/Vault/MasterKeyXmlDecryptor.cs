using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace MusicAuth.Vault;

/// <summary>
/// Unwraps a key of the ring. Its name stands in every row of the ring and Data Protection makes it through this
/// constructor: never rename or move it.
/// </summary>
public sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly DerivedKeySet _vault = services.GetRequiredService<DerivedKeySet>();

    public XElement Decrypt(XElement encryptedElement)
    {
        var blob = Convert.FromBase64String((string?)encryptedElement.Element("value") ?? "");
        if (!AesGcmEnvelope.TryDecrypt(_vault, keys => keys.KeyRing, MasterKeyXmlEncryptor.Context, blob, out var plaintext))
            throw new CryptographicException("A key of the ring does not open under this master key.");

        var element = XElement.Parse(Encoding.UTF8.GetString(plaintext));
        CryptographicOperations.ZeroMemory(plaintext);
        return element;
    }
}
