using System.Buffers.Binary;

namespace MusicAuth.Access.Identities;

/// <summary>An account at a provider that can sign in as its user.</summary>
internal sealed class Identity
{
    private const int GuidBytes = 16;
    private const int TimestampBytes = 6;

    /// <summary>A version 7 GUID, which contains the time of the linking.</summary>
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public required string Provider { get; init; }

    /// <summary>Spotify's <c>account_id</c>; null until the profile has it.</summary>
    public string? AccountId { get; set; }

    /// <summary>The <c>id</c> of the profile.</summary>
    public string? ProviderUserId { get; set; }

    /// <summary>The name in the profile at the last sign-in; null until a sign-in with this version.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Null until a sign-in with this version.</summary>
    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>The account id on the wire: <c>account_id</c>, else <c>id</c>.</summary>
    public string Key =>
        AccountId ?? ProviderUserId ?? throw new InvalidOperationException("An identity without an id.");

    public bool IsAccount(string accountId) => accountId == AccountId || accountId == ProviderUserId;

    public DateTimeOffset LinkedAt
    {
        get
        {
            Span<byte> bytes = stackalloc byte[GuidBytes];
            Id.TryWriteBytes(bytes, bigEndian: true, out _);
            var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes) >> (8 * (sizeof(long) - TimestampBytes));
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
    }
}
