using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace MusicAuth.Access.Users;

/// <summary>Seals what a user carries for us, such as a cursor. Who holds it can neither read nor change it.</summary>
/// <param name="protection">The ring.</param>
/// <param name="purpose">What it is for: nothing opens for another purpose.</param>
/// <param name="longest">The longest text that is worth opening, in characters.</param>
public sealed class UserDataProtector(IDataProtectionProvider protection, string purpose, int longest)
{
    public string Protect(Guid userId, byte[] content) => Base64Url.EncodeToString(Of(userId).Protect(content));

    /// <summary>Null for anything that was not sealed for this user.</summary>
    public byte[]? Unprotect(Guid userId, string text)
    {
        if (text.Length > longest || CanonicalBase64Url.Decode(text) is not { } content)
            return null;
        try
        {
            return Of(userId).Unprotect(content);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Of(Guid userId) => protection.CreateProtector(purpose, userId.ToString("N"));
}
