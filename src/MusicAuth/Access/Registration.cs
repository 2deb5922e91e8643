using Microsoft.Extensions.Options;

namespace MusicAuth.Access;

/// <summary>How an unknown account stands before the instance.</summary>
/// <param name="HasUsers">Whether anybody is here.</param>
/// <param name="HasOwner">Whether somebody owns the instance.</param>
/// <param name="IsClaim">Whether a claim came that opens.</param>
public sealed record Standing(bool HasUsers, bool HasOwner, bool IsClaim);

/// <summary>Whether an unknown account may become a user, and whether it then owns the instance.</summary>
public sealed class Registration(IOptions<AccessOptions> options)
{
    /// <returns>The reason for refusing, or null.</returns>
    public string? Refusal(ProviderAccount account, Arrival arrival, Standing standing)
    {
        if (standing.IsClaim)
            return null;
        return options.Value.Registration switch
        {
            RegistrationMode.Open => null,
            RegistrationMode.AllowList => IsListed(account) ? null : "not_on_list",
            _ when standing.HasOwner => "owner_exists",
            _ when !standing.HasUsers && arrival.IsLoopback => null,
            _ => arrival.Claim is null ? "claim_required" : "claim_used",
        };
    }

    /// <summary>Where anybody may register, only the claim link makes an owner.</summary>
    public bool MakesOwner(Standing standing) =>
        standing.IsClaim || (!standing.HasUsers && options.Value.Registration == RegistrationMode.Owner);

    private bool IsListed(ProviderAccount account) => options.Value.AllowedAccounts.Any(listed =>
        IsNamed(listed, account.Provider, account.AccountId) ||
        IsNamed(listed, account.Provider, account.ProviderUserId));

    private static bool IsNamed(string listed, string provider, string? id) =>
        id is not null && string.Equals(listed, $"{provider}:{id}", StringComparison.Ordinal);
}
