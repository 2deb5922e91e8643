using Microsoft.Extensions.Options;

namespace MusicAuth.Access;

/// <summary>How an unknown account came to our callback.</summary>
/// <param name="IsLoopback">From this machine, and not through a proxy.</param>
/// <param name="Claim">What the claim link carried.</param>
public sealed record Arrival(bool IsLoopback, string? Claim);

/// <summary>Whether an unknown account may become a user.</summary>
public sealed class Registration(IOptions<AccessOptions> options)
{
    /// <returns>The reason for refusing, or null.</returns>
    public string? Refusal(ProviderAccount account, bool mayClaim, bool hasUsers) => options.Value.Registration switch
    {
        RegistrationMode.Open => null,
        RegistrationMode.AllowList => IsListed(account) ? null : "not_on_list",
        _ when hasUsers => "owner_exists",
        _ => mayClaim ? null : "claim_required",
    };

    private bool IsListed(ProviderAccount account) => options.Value.AllowedAccounts.Any(listed =>
        IsNamed(listed, account.Provider, account.AccountId) ||
        IsNamed(listed, account.Provider, account.ProviderUserId));

    private static bool IsNamed(string listed, string provider, string? id) =>
        id is not null && string.Equals(listed, $"{provider}:{id}", StringComparison.Ordinal);
}
