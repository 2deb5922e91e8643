namespace MusicAuth.SignIn.Completion;

/// <summary>What a sign-in came to.</summary>
/// <param name="Session">The secret of the new session; null where the account waits for the user's answer.</param>
/// <param name="PreviousScopes">The scopes of the connection that it renewed.</param>
public sealed record SignInOutcome(Secret? Session, IReadOnlyList<string> PreviousScopes);
