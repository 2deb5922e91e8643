namespace MusicAuth.Access.Registration;

/// <summary>The user and the account of a sign-in, and the changes of the sign-in.</summary>
internal sealed record RegistrationResult(Guid UserId, Guid IdentityId)
{
    /// <summary>The sign-in linked the account to its user.</summary>
    public bool IsLinked { get; init; }

    /// <summary>The sign-in made the user the owner.</summary>
    public bool IsNewOwner { get; init; }

    /// <summary>The sign-in has an owner link that is no longer valid, and its user is not the owner.</summary>
    public bool HasInvalidOwnerLink { get; init; }

    /// <summary>The owner until this sign-in.</summary>
    public Guid? FormerOwner { get; init; }
}
