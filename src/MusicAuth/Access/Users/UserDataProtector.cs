using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace MusicAuth.Access.Users;

/// <summary>Protects data that a client sends back, such as a cursor, for one user and one purpose.</summary>
/// <param name="protection">Data Protection.</param>
/// <param name="purpose">The purpose.</param>
/// <param name="maxLength">The maximum length of protected text.</param>
internal sealed class UserDataProtector(IDataProtectionProvider protection, string purpose, int maxLength)
{
    public string Protect(Guid userId, byte[] content) =>
        Base64Url.EncodeToString(ProtectorOf(userId).Protect(content));

    /// <returns>Null for text that is not protected for this user and purpose.</returns>
    public byte[]? Unprotect(Guid userId, string text)
    {
        if (text.Length > maxLength || CanonicalBase64Url.Decode(text) is not { } content)
            return null;
        try
        {
            return ProtectorOf(userId).Unprotect(content);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorOf(Guid userId) => protection.CreateProtector(purpose, userId.ToString("N"));
}
