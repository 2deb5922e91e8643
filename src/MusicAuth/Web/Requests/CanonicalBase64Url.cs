using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MusicAuth.Web.Requests;

/// <summary>
/// Base64url without padding (RFC 4648, section 5). Unlike other decoders it accepts only the canonical spelling: no
/// whitespace, padding or stray bits.
/// </summary>
internal static class CanonicalBase64Url
{
    /// <summary>Returns null for a non-canonical text.</summary>
    public static byte[]? Decode(string text)
    {
        if (text.Length == 0 || !Ascii.IsValid(text))
            return null;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
            && Base64Url.EncodeToString(bytes.AsSpan(0, written)) == text
                ? bytes[..written]
                : null;
    }
}
