using System.Buffers.Binary;

namespace MusicAuth.Access.Identities;

/// <summary>An account at a provider that can sign in as its user, until the user removes it.</summary>
public sealed class Identity
{
    private const int GuidBytes = 16;
    private const int TimestampBytes = 6;

    /// <summary>A version 7 GUID: it holds the instant at which the account was linked.</summary>
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public required string Provider { get; init; }

    /// <summary>Spotify's <c>account_id</c>; null where the provider has none or has not told it yet.</summary>
    public string? AccountId { get; set; }

    /// <summary>The <c>id</c> of the provider's profile.</summary>
    public string? ProviderUserId { get; set; }

    /// <summary>As the profile had it at the last sign-in; null until the next one after an update.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Null until the next sign-in after an update.</summary>
    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>The account id on the wire: <c>account_id</c>, else <c>id</c>.</summary>
    public string Key =>
        AccountId ?? ProviderUserId ?? throw new InvalidOperationException("An identity without an id.");

    /// <summary>Whether it is the account with this id at its provider.</summary>
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
