using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace MusicAuth.Library.Cursors;

/// <summary>Seals cursors, each for its user.</summary>
public sealed class CursorProtector(IDataProtectionProvider protection)
{
    private const int MaxLength = 4096;

    private readonly UserDataProtector _protector = new(protection, "MusicAuth.Library.Cursors.Cursor", MaxLength);

    internal string Protect(Guid userId, Cursor cursor) => _protector.Protect(userId, JsonSerializer.SerializeToUtf8Bytes(
        CursorPayload.From(cursor), CursorJsonContext.Default.CursorPayload));

    /// <summary>Null for anything that was not sealed for this user.</summary>
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
