namespace MusicAuth.Access.Guests;

/// <summary>An account that asks the owner to come in, or that the owner has let in.</summary>
internal sealed class GuestAccount
{
    public Guid Id { get; init; }
    public required string Provider { get; init; }

    /// <summary>Spotify's <c>account_id</c>; null where the profile had none.</summary>
    public string? AccountId { get; init; }

    /// <summary>The <c>id</c> of the profile.</summary>
    public string? ProviderUserId { get; init; }

    /// <summary>The name in the profile when the account asked.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The time of the last request.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>Null while the request waits for the owner's answer.</summary>
    public DateTimeOffset? AdmittedAt { get; init; }

    public ProviderAccount ToAccount() => new(Provider, AccountId, ProviderUserId, DisplayName);
}
