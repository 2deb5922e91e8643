namespace MusicAuth.Access.Guests;

/// <summary>An account that asks the owner to come in.</summary>
/// <param name="Provider">The wire name of the provider.</param>
/// <param name="AccountId">The id of the account at the provider.</param>
/// <param name="DisplayName">The name of the account at the provider, or null.</param>
/// <param name="AskedAt">The time of the last request (RFC 3339 in UTC). A request ends 30 days later.</param>
internal sealed record AccessRequest(
    Guid Id, string Provider, string AccountId, string? DisplayName, DateTimeOffset AskedAt)
{
    internal static AccessRequest Of(GuestAccount guest) => new(
        guest.Id, guest.Provider, guest.ToAccount().Key, guest.DisplayName, guest.AskedAt);
}
