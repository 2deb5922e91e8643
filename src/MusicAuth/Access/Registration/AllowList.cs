using Microsoft.Extensions.Options;

namespace MusicAuth.Access.Registration;

/// <summary>
/// <c>Access:AllowedAccounts</c>, where <c>Access:Registration</c> is <c>AllowList</c>. The accounts that the owner has
/// let in count besides: <see cref="GuestAccountStore"/>.
/// </summary>
internal sealed class AllowList(IOptions<AccessOptions> options)
{
    public bool IsInForce => options.Value.Registration == RegistrationMode.AllowList;

    public bool Contains(ProviderAccount account) =>
        Contains(account.Provider, account.AccountId) || Contains(account.Provider, account.ProviderUserId);

    public bool Contains(Identity identity) =>
        Contains(identity.Provider, identity.AccountId) || Contains(identity.Provider, identity.ProviderUserId);

    private bool Contains(string provider, string? id) =>
        id is not null && options.Value.AllowedAccounts.Contains($"{provider}:{id}", StringComparer.Ordinal);
}
