using System.Buffers.Binary;
using Microsoft.AspNetCore.DataProtection;

namespace MusicAuth.Access.Audit.Listing;

/// <summary>Protects the position of a page as a cursor that only its user can send back.</summary>
internal sealed class AuditCursors(IDataProtectionProvider protection)
{
    private const int IdStart = sizeof(long);
    private const int Length = IdStart + 16;
    private const int MaxTextLength = 512;

    private readonly UserDataProtector _protector = new(protection, "MusicAuth.Access.Activity", MaxTextLength);

    internal string Protect(Guid userId, AuditPosition position)
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position.LastAt.ToUnixTimeMilliseconds());
        position.Id.TryWriteBytes(bytes.AsSpan(IdStart));
        return _protector.Protect(userId, bytes);
    }

    /// <returns>Null for text that is no cursor of this user.</returns>
    internal AuditPosition? Unprotect(Guid userId, string text) =>
        _protector.Unprotect(userId, text) is { Length: Length } bytes
            ? new AuditPosition(
                DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes)),
                new Guid(bytes.AsSpan(IdStart)))
            : null;
}
