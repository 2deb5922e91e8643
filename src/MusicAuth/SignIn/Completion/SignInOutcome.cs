namespace MusicAuth.SignIn.Completion;

/// <param name="Session">The new session; null where the account waits for the user's confirmation.</param>
/// <param name="PreviousScopes">The scopes of the connection that the sign-in renewed.</param>
internal sealed record SignInOutcome(Secret? Session, IReadOnlyList<string> PreviousScopes);
