using System.Security.Cryptography;

namespace MusicAuth.SignIn.States;

internal static class ProtectedState
{
    /// <summary>
    /// Returns the hash of the protected content. Null for a non-canonical text, because a lenient base64 decoder would
    /// accept endless spellings of one state (docs/security.md T35).
    /// </summary>
    public static byte[]? ComputeHash(string text) =>
        CanonicalBase64Url.Decode(text) is { } content ? SHA256.HashData(content) : null;
}
