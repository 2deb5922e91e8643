namespace MusicAuth.Access.Registration;

/// <summary>Who owns the instance when an account signs in.</summary>
/// <param name="HasUsers">Whether the instance has any user.</param>
/// <param name="HasOwner">Whether one of its users owns it.</param>
/// <param name="HasOwnerLink">Whether the sign-in has a valid owner link.</param>
internal sealed record OwnershipState(bool HasUsers, bool HasOwner, bool HasOwnerLink);
