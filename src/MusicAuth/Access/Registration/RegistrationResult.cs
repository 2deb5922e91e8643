namespace MusicAuth.Access.Registration;

/// <summary>Whose account signed in, and what changed by it.</summary>
/// <param name="UserId">The user.</param>
/// <param name="IdentityId">The account; it begins the session.</param>
public sealed record RegistrationResult(Guid UserId, Guid IdentityId)
{
    /// <summary>The account is a further identity of its user since this sign-in.</summary>
    public bool IsLinked { get; init; }

    /// <summary>The user owns the instance since this sign-in.</summary>
    public bool IsNewOwner { get; init; }

    /// <summary>The user who owned the instance until this sign-in.</summary>
    public Guid? FormerOwner { get; init; }
}
