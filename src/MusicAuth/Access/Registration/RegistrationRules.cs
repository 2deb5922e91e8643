using Microsoft.Extensions.Options;

namespace MusicAuth.Access.Registration;

/// <summary>Decides which account can sign in, register and own the instance.</summary>
internal sealed class RegistrationRules(IOptions<AccessOptions> options, AllowList allowList)
{
    public const string NotOnList = "not_on_list";

    /// <returns>The reason why an unknown account cannot register, or null.</returns>
    public string? RefusalReason(ProviderAccount account, SignInContext signIn, OwnershipState ownership)
    {
        if (ownership.HasOwnerLink)
            return null;
        return options.Value.Registration switch
        {
            RegistrationMode.Open => null,
            RegistrationMode.AllowList => allowList.Contains(account) ? null : NotOnList,
            _ when ownership.HasOwner => "owner_exists",
            _ when !ownership.HasUsers && signIn.IsLoopback => null,
            _ => signIn.OwnerLink is null ? "claim_required" : "claim_used",
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

    /// <summary>Where other accounts can register too, only the owner link makes an owner.</summary>
    public bool MakesOwner(OwnershipState ownership) =>
        ownership.HasOwnerLink || (!ownership.HasUsers && options.Value.Registration == RegistrationMode.Owner);

    internal static ProblemException Closed(string reason) =>
        new(ProblemCode.RegistrationClosed,
            "This account is not allowed to sign in to this MusicAuth. Ask the owner to allow the "
            + "account.")
        { Reason = reason };
}
