using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace MusicAuth.Vault.KeyRing;

/// <summary>Wraps a key of the ring under the master key.</summary>
public sealed class MasterKeyXmlEncryptor(DerivedKeySet vault) : IXmlEncryptor
{
    internal static ReadOnlySpan<byte> Context => "musicauth/ring-key/v1"u8;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plaintext = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var blob = AesGcmEnvelope.Encrypt(vault.Current, keys => keys.KeyRing, Context, plaintext);
        CryptographicOperations.ZeroMemory(plaintext);
        return new(
            new XElement("sealedKey", new XElement("value", Convert.ToBase64String(blob))),
            typeof(MasterKeyXmlDecryptor));
    }
}
