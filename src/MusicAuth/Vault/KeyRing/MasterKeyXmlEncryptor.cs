using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace MusicAuth.Vault.KeyRing;

/// <summary>Encrypts a key of the key ring with the master key.</summary>
internal sealed class MasterKeyXmlEncryptor(DerivedKeySet keys) : IXmlEncryptor
{
    internal static ReadOnlySpan<byte> Context => "musicauth/ring-key/v1"u8;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plaintext = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var blob = AesGcmEnvelope.Encrypt(keys.Current, key => key.KeyRing, Context, plaintext);
        CryptographicOperations.ZeroMemory(plaintext);
        return new(
            new XElement("sealedKey", new XElement("value", Convert.ToBase64String(blob))),
            typeof(MasterKeyXmlDecryptor));
    }
}
