using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace MusicAuth.Vault.KeyRing;

/// <summary>Marks an element of the key ring as ours: wrapping hides a key, not who put it there.</summary>
internal static class KeyRingMac
{
    private static readonly XName Attribute = "musicauthMac";

    public static XElement Attach(XElement element, DerivedKeys keys)
    {
        var marked = new XElement(element);
        marked.SetAttributeValue(Attribute, Convert.ToBase64String([.. keys.Id, .. Compute(element, keys)]));
        return marked;
    }

    /// <summary>The element without its mark, or null where the mark is not ours.</summary>
    public static XElement? Verify(XElement marked, DerivedKeySet vault)
    {
        var mark = new byte[DerivedKeys.IdLength + HMACSHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String((string?)marked.Attribute(Attribute) ?? "", mark, out var length)
            || length != mark.Length
            || vault.Find(mark.AsSpan(0, DerivedKeys.IdLength)) is not { } keys)
        {
            return null;
        }

        var element = new XElement(marked);
        element.SetAttributeValue(Attribute, null);
        return CryptographicOperations.FixedTimeEquals(
            mark.AsSpan(DerivedKeys.IdLength), Compute(element, keys)) ? element : null;
    }

    /// <summary>Which key a mark says it was made with; empty where there is none.</summary>
    public static byte[] ReadKeyId(XElement marked)
    {
        var mark = new byte[DerivedKeys.IdLength + HMACSHA256.HashSizeInBytes];
        return Convert.TryFromBase64String((string?)marked.Attribute(Attribute) ?? "", mark, out var length)
            && length == mark.Length
                ? mark[..DerivedKeys.IdLength]
                : [];
    }

    // Parsed once more, an element reads the same before and after its stay in the database.
    private static byte[] Compute(XElement element, DerivedKeys keys)
    {
        var stored = XElement.Parse(element.ToString(SaveOptions.DisableFormatting));
        return HMACSHA256.HashData(
            keys.KeyRingMac, Encoding.UTF8.GetBytes(stored.ToString(SaveOptions.DisableFormatting)));
    }
}
