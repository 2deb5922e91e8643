using Microsoft.Extensions.Options;

namespace MusicAuth.Access.Registration;

/// <summary>The rules by which an account signs in, becomes a user and owns the instance.</summary>
public sealed class RegistrationRules(IOptions<AccessOptions> options, AllowList allowList)
{
    public const string NotOnList = "not_on_list";

    /// <returns>The reason why an unknown account cannot become a user, or null.</returns>
    public string? RefusalReason(ProviderAccount account, SignInContext arrival, OwnershipState standing)
    {
        if (standing.HasOwnerLink)
            return null;
        return options.Value.Registration switch
        {
            RegistrationMode.Open => null,
            RegistrationMode.AllowList => allowList.Contains(account) ? null : NotOnList,
            _ when standing.HasOwner => "owner_exists",
            _ when !standing.HasUsers && arrival.IsLoopback => null,
            _ => arrival.OwnerLink is null ? "claim_required" : "claim_used",
        };
    }

    /// <summary>Refuses an account off the allow list, unless its user owns the instance.</summary>
    /// <exception cref="ProblemException">registration_closed.</exception>
    public void RequireAllowed(ProviderAccount account, Identity? known, bool isOwner)
    {
        if (allowList.IsInForce && !isOwner && !allowList.Contains(account)
            && (known is null || !allowList.Contains(known)))
            throw Closed(NotOnList);
    }

    /// <summary>Where everybody can register, only the owner link makes an owner.</summary>
    public bool MakesOwner(OwnershipState standing) =>
        standing.HasOwnerLink || (!standing.HasUsers && options.Value.Registration == RegistrationMode.Owner);

    internal static ProblemException Closed(string reason) =>
        new(ProblemCode.RegistrationClosed,
            "This account is not allowed to sign in to this MusicAuth. Ask the owner to allow the "
            + "account.") { Reason = reason };
}
