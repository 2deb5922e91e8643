using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace MusicAuth.Vault.KeyRing;

/// <summary>Authenticates an element of the key ring: encryption hides a key, but does not show its author.</summary>
internal static class KeyRingMac
{
    private static readonly XName Attribute = "musicauthMac";

    public static XElement Attach(XElement element, DerivedKeys keys)
    {
        var authenticated = new XElement(element);
        authenticated.SetAttributeValue(Attribute, Convert.ToBase64String([.. keys.Id, .. Compute(element, keys)]));
        return authenticated;
    }

    /// <returns>The element without its MAC; null where the MAC is wrong.</returns>
    public static XElement? Verify(XElement authenticated, DerivedKeySet keySet)
    {
        var value = ReadValue(authenticated);
        if (keySet.Find(value.AsSpan(0, Math.Min(value.Length, DerivedKeys.IdLength))) is not { } keys)
            return null;

        var element = new XElement(authenticated);
        element.SetAttributeValue(Attribute, null);
        return CryptographicOperations.FixedTimeEquals(value.AsSpan(DerivedKeys.IdLength), Compute(element, keys))
            ? element
            : null;
    }

    public static byte[] ReadKeyId(XElement authenticated) =>
        ReadValue(authenticated) is [_, ..] value ? value[..DerivedKeys.IdLength] : [];

    /// <returns>The key id and the MAC; empty where they are missing or malformed.</returns>
    private static byte[] ReadValue(XElement authenticated)
    {
        var value = new byte[DerivedKeys.IdLength + HMACSHA256.HashSizeInBytes];
        return Convert.TryFromBase64String((string?)authenticated.Attribute(Attribute) ?? "", value, out var length)
            && length == value.Length
                ? value
                : [];
    }

    // Parses the text again, so that the MAC is the same before and after the element was in the database.
    private static byte[] Compute(XElement element, DerivedKeys keys)
    {
        var stored = XElement.Parse(element.ToString(SaveOptions.DisableFormatting));
        return HMACSHA256.HashData(
            keys.KeyRingMacKey, Encoding.UTF8.GetBytes(stored.ToString(SaveOptions.DisableFormatting)));
    }
}
