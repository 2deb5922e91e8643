using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace MusicAuth.Vault;

/// <summary>Wraps a key of the ring under the master key.</summary>
public sealed class MasterKeyXmlEncryptor(VaultKeys vault) : IXmlEncryptor
{
    internal static ReadOnlySpan<byte> Context => "musicauth/ring-key/v1"u8;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plaintext = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var blob = Envelope.Seal(vault.Current, keys => keys.Ring, Context, plaintext);
        CryptographicOperations.ZeroMemory(plaintext);
        return new(
            new XElement("sealedKey", new XElement("value", Convert.ToBase64String(blob))),
            typeof(MasterKeyXmlDecryptor));
    }
}

/// <summary>
/// Unwraps a key of the ring. Its name stands in every row of the ring and Data Protection makes it through this
/// constructor: never rename or move it.
/// </summary>
public sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly VaultKeys _vault = services.GetRequiredService<VaultKeys>();

    public XElement Decrypt(XElement encryptedElement)
    {
        var blob = Convert.FromBase64String((string?)encryptedElement.Element("value") ?? "");
        if (!Envelope.TryOpen(_vault, keys => keys.Ring, MasterKeyXmlEncryptor.Context, blob, out var plaintext))
            throw new CryptographicException("A key of the ring does not open under this master key.");

        var element = XElement.Parse(Encoding.UTF8.GetString(plaintext));
        CryptographicOperations.ZeroMemory(plaintext);
        return element;
    }
}
