using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace MusicAuth.Vault;

/// <summary>Marks an element of the key ring as ours: wrapping hides a key, not who put it there.</summary>
internal static class RingMac
{
    private static readonly XName Attribute = "musicauthMac";

    public static XElement Mark(XElement element, SealingKeys keys)
    {
        var marked = new XElement(element);
        marked.SetAttributeValue(Attribute, Convert.ToBase64String([.. keys.Id, .. Compute(element, keys)]));
        return marked;
    }

    /// <summary>The element without its mark, or null where the mark is not ours.</summary>
    public static XElement? Verify(XElement marked, VaultKeys vault)
    {
        var mark = new byte[SealingKeys.IdLength + HMACSHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String((string?)marked.Attribute(Attribute) ?? "", mark, out var length)
            || length != mark.Length
            || vault.Find(mark.AsSpan(0, SealingKeys.IdLength)) is not { } keys)
        {
            return null;
        }

        var element = new XElement(marked);
        element.SetAttributeValue(Attribute, null);
        return CryptographicOperations.FixedTimeEquals(
            mark.AsSpan(SealingKeys.IdLength), Compute(element, keys)) ? element : null;
    }

    /// <summary>Which key a mark says it was made with; empty where there is none.</summary>
    public static byte[] KeyIdOf(XElement marked)
    {
        var mark = new byte[SealingKeys.IdLength + HMACSHA256.HashSizeInBytes];
        return Convert.TryFromBase64String((string?)marked.Attribute(Attribute) ?? "", mark, out var length)
            && length == mark.Length
                ? mark[..SealingKeys.IdLength]
                : [];
    }

    // Parsed once more, an element reads the same before and after its stay in the database.
    private static byte[] Compute(XElement element, SealingKeys keys)
    {
        var stored = XElement.Parse(element.ToString(SaveOptions.DisableFormatting));
        return HMACSHA256.HashData(
            keys.RingMac, Encoding.UTF8.GetBytes(stored.ToString(SaveOptions.DisableFormatting)));
    }
}
