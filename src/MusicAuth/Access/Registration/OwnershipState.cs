namespace MusicAuth.Access.Registration;

/// <summary>How an account stands before the instance.</summary>
/// <param name="HasUsers">Whether the instance has any user.</param>
/// <param name="HasOwner">Whether one of them owns it.</param>
/// <param name="HasOwnerLink">Whether the sign-in came through an owner link that still counts.</param>
public sealed record OwnershipState(bool HasUsers, bool HasOwner, bool HasOwnerLink);
