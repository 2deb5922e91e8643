using System.Security.Cryptography;

namespace MusicAuth.SignIn.States;

/// <summary>
/// The text of a state. A base64 decoder passes over blanks, line ends and padding, so one protected content has
/// endless spellings: only the one that we write is taken (SECURITY T35).
/// </summary>
internal static class ProtectedState
{
    /// <summary>The hash of the protected content; null where the text is not as we write it.</summary>
    public static byte[]? ComputeHash(string text) =>
        CanonicalBase64Url.Decode(text) is { } content ? SHA256.HashData(content) : null;
}
