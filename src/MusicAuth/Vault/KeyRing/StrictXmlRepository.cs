using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Vault.KeyRing;

/// <summary>
/// The key ring in the database. Data Protection itself would take any key that somebody with write access plants
/// there; this gives it only what this instance stored. Unlike the framework's repository it never logs an element.
/// </summary>
public sealed partial class StrictXmlRepository(ScopedServices scopes, DerivedKeySet vault, ILogger<StrictXmlRepository> logger)
    : IXmlRepository
{
    private static readonly XName EncryptedSecret =
        XName.Get("encryptedSecret", "http://schemas.asp.net/2015/03/dataProtection");

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var rows = scopes.Use(db => db.DataProtectionKeys.AsNoTracking().OrderBy(row => row.Id).ToList());
        return [.. rows.Select(Accept).OfType<XElement>()];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        if (element.Name.LocalName == "key" && !IsWrapped(element))
            throw new CryptographicException("A key of the ring must be wrapped before it is stored.");

        var xml = KeyRingMac.Attach(element, vault.Current).ToString(SaveOptions.DisableFormatting);
        scopes.Use(db =>
        {
            db.DataProtectionKeys.Add(new DataProtectionKey { FriendlyName = friendlyName, Xml = xml });
            return db.SaveChanges();
        });
    }

    private XElement? Accept(DataProtectionKey row)
    {
        if (TryParse(row.Xml) is { } parsed && KeyRingMac.Verify(parsed, vault) is { } element)
        {
            // The stored name carries the version that wrote it, which an older one could not load.
            foreach (var secret in element.Descendants(EncryptedSecret))
                secret.SetAttributeValue("decryptorType", typeof(MasterKeyXmlDecryptor).AssemblyQualifiedName);
            return element;
        }

        Log.Ignored(logger, row.Id);
        return null;
    }

    private static bool IsWrapped(XElement key) =>
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
        [LoggerMessage(4, LogLevel.Error, "Ignored row {RowId} of the key ring: this instance did not store it, or "
            + "its master key is gone. If no master key was changed, somebody wrote to the database.")]
        public static partial void Ignored(ILogger logger, int rowId);
    }
}
