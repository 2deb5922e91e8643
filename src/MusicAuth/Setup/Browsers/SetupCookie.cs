using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace MusicAuth.Setup.Browsers;

/// <summary>
/// The cookie of a browser that opened the owner link. It holds the hash of the link and its own end, encrypted: it
/// cannot start a session, and it becomes invalid when the link is used or replaced.
/// </summary>
internal sealed class SetupCookie(PublicAddress address, IDataProtectionProvider protection, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int MaxCookies = 4;
    private const int MaxLength = 1000;

    private readonly IDataProtector _protector = protection.CreateProtector("musicauth.setup-browser");

    public string Name { get; } =
        (address.IsHttps ? "__Host-musicauth_setup" : "musicauth_setup") + SessionCookie.PortSuffix(address);

    /// <summary>The hashes of the owner links that this browser opened within the hour.</summary>
    public IReadOnlyList<byte[]> ReadLinks(HttpRequest request) =>
    [
        .. RequestCookies.GetValues(request, Name).Distinct(StringComparer.Ordinal).Take(MaxCookies)
            .Select(Unprotect).OfType<byte[]>(),
    ];

    public void Write(HttpResponse response, byte[] link)
    {
        var content = new byte[sizeof(long) + link.Length];
        BinaryPrimitives.WriteInt64BigEndian(content, (time.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds());
        link.CopyTo(content, sizeof(long));
        response.Cookies.Append(Name, Base64Url.EncodeToString(_protector.Protect(content)), new CookieOptions
        {
            HttpOnly = true,
            Secure = address.IsHttps,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            IsEssential = true,
            MaxAge = Lifetime,
        });
    }

    private byte[]? Unprotect(string value)
    {
        if (value.Length > MaxLength || CanonicalBase64Url.Decode(value) is not { } content)
            return null;
        try
        {
            var plain = _protector.Unprotect(content);
            return BinaryPrimitives.ReadInt64BigEndian(plain) > time.GetUtcNow().ToUnixTimeMilliseconds()
                ? plain[sizeof(long)..]
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
