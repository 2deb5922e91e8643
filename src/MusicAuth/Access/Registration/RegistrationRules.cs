using Microsoft.Extensions.Options;

namespace MusicAuth.Access.Registration;

/// <summary>Decides which account can sign in, register and own the instance.</summary>
internal sealed class RegistrationRules(IOptions<AccessOptions> options)
{
    public const string NotOnList = "not_on_list";
    public const string OwnerLinkUsed = "claim_used";

    /// <param name="isAllowed">Whether the allow list, where there is one, lets in the account.</param>
    /// <param name="signIn">The sign-in.</param>
    /// <param name="ownership">Who owns the instance.</param>
    /// <returns>The reason why an unknown account cannot register, or null.</returns>
    public string? RefusalReason(bool isAllowed, SignInContext signIn, OwnershipState ownership)
    {
        if (ownership.HasOwnerLink)
            return null;
        return options.Value.Registration switch
        {
            RegistrationMode.Open => null,
            RegistrationMode.AllowList => isAllowed ? null : NotOnList,
            _ when ownership.HasOwner => "owner_exists",
            _ when !ownership.HasUsers && signIn.IsLoopback => null,
            _ => signIn.OwnerLink is null ? "claim_required" : OwnerLinkUsed,
        };
    }

    /// <summary>Whether a sign-in uses an invitation; an account on the allow list needs none.</summary>
    public bool CanUseInvitation(string? refusal, OwnershipState ownership) =>
        !ownership.HasOwnerLink && (refusal is not null || options.Value.Registration == RegistrationMode.Open);

    /// <summary>Where other accounts can register too, only the owner link makes an owner.</summary>
    public bool MakesOwner(OwnershipState ownership) =>
        ownership.HasOwnerLink || (!ownership.HasUsers && options.Value.Registration == RegistrationMode.Owner);

    internal static ProblemException Closed(string reason) =>
        new(ProblemCode.RegistrationClosed,
            "This account is not allowed to sign in to this MusicAuth. Ask the owner to allow the "
            + "account.")
        { Reason = reason };
}
