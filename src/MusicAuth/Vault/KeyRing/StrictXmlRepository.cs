using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace MusicAuth.Vault.KeyRing;

/// <summary>
/// The key ring in the database. It returns only elements that this instance stored: Data Protection would accept a key
/// from anyone with write access to the database. Unlike the framework's repository it never logs an element.
/// </summary>
internal sealed partial class StrictXmlRepository(
    PlainSql sql, ScopedServices scopes, DerivedKeySet keys, ILogger<StrictXmlRepository> logger) : IXmlRepository
{
    private static readonly XName EncryptedSecret =
        XName.Get("encryptedSecret", "http://schemas.asp.net/2015/03/dataProtection");

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var rows = sql.List(KeyRingRow.ListSql, KeyRingRow.Read);
        return [.. rows.Select(Accept).OfType<XElement>()];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        if (element.Name.LocalName == "key" && !IsEncrypted(element))
            throw new CryptographicException("A key of the key ring must be encrypted before it is stored.");

        var xml = KeyRingMac.Attach(element, keys.Current).ToString(SaveOptions.DisableFormatting);
        scopes.Use(db =>
        {
            db.DataProtectionKeys.Add(new DataProtectionKey { FriendlyName = friendlyName, Xml = xml });
            return db.SaveChanges();
        });
    }

    private XElement? Accept(KeyRingRow row)
    {
        if (TryParse(row.Xml) is { } parsed && KeyRingMac.Verify(parsed, keys) is { } element)
        {
            // The stored type name contains the assembly version of its writer, which another version cannot load.
            foreach (var secret in element.Descendants(EncryptedSecret))
                secret.SetAttributeValue("decryptorType", typeof(MasterKeyXmlDecryptor).AssemblyQualifiedName);
            return element;
        }

        Log.Ignored(logger, row.Id);
        return null;
    }

    private static bool IsEncrypted(XElement key) =>
        key.Descendants(EncryptedSecret).Any()
        && !key.Descendants().Any(element => element.Name.LocalName == "masterKey");

    internal static XElement? TryParse(string? xml)
    {
        try
        {
            return XElement.Parse(xml ?? "");
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7004, LogLevel.Error, "MusicAuth ignores row {RowId} of the key ring: this instance did not "
            + "store the row, or its master key is missing. If the master key is unchanged, another program wrote to "
            + "the database.")]
        public static partial void Ignored(ILogger logger, int rowId);
    }
}
