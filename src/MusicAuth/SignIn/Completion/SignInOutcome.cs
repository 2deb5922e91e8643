namespace MusicAuth.SignIn.Completion;

/// <param name="Session">The new session; null where the account waits for the user's confirmation.</param>
/// <param name="PreviousScopes">The scopes of the connection that the sign-in renewed.</param>
/// <param name="HasInvalidOwnerLink">The user expects to be the owner, but the owner link was not valid.</param>
internal sealed record SignInOutcome(
    Secret? Session, IReadOnlyList<string> PreviousScopes, bool HasInvalidOwnerLink = false);
