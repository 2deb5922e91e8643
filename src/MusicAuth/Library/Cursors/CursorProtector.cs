using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace MusicAuth.Library.Cursors;

/// <summary>Encrypts cursors; only the same user can use a cursor again.</summary>
internal sealed class CursorProtector(IDataProtectionProvider protection)
{
    private const int MaxLength = 4096;

    private readonly UserDataProtector _protector = new(protection, "MusicAuth.Library.Cursor", MaxLength);

    internal string Protect(Guid userId, Cursor cursor) => _protector.Protect(userId,
        JsonSerializer.SerializeToUtf8Bytes(CursorPayload.From(cursor), CursorJsonContext.Default.CursorPayload));

    /// <returns>Null unless the text is a cursor of this user.</returns>
    internal Cursor? Unprotect(Guid userId, string text)
    {
        try
        {
            return _protector.Unprotect(userId, text) is { } json
                ? JsonSerializer.Deserialize(json, CursorJsonContext.Default.CursorPayload)?.ToCursor()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
