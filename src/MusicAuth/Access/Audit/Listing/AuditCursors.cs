using System.Buffers.Binary;
using Microsoft.AspNetCore.DataProtection;

namespace MusicAuth.Access.Audit.Listing;

/// <summary>Seals where a walk stands, for its user.</summary>
public sealed class AuditCursors(IDataProtectionProvider protection)
{
    private const int IdAt = sizeof(long);
    private const int Length = IdAt + 16;
    private const int Longest = 512;

    private readonly UserDataProtector _seal = new(protection, "MusicAuth.Access.Audit.Entries.AuditEntry", Longest);

    internal string Protect(Guid userId, AuditPosition place)
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, place.LastAt.ToUnixTimeMilliseconds());
        place.Id.TryWriteBytes(bytes.AsSpan(IdAt));
        return _seal.Protect(userId, bytes);
    }

    /// <summary>Null for anything that was not sealed for this user.</summary>
    internal AuditPosition? Unprotect(Guid userId, string text) =>
        _seal.Unprotect(userId, text) is { Length: Length } bytes
            ? new AuditPosition(
                DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes)),
                new Guid(bytes.AsSpan(IdAt)))
            : null;
}
