namespace MusicAuth.SignIn.Completion;

/// <summary>An account that signed in.</summary>
/// <param name="Registration">Its user, and what changed.</param>
/// <param name="Grant">The connection of its user to this provider before the sign-in.</param>
/// <param name="IsOtherAccountConnected">That connection is another account's and stays.</param>
public sealed record ResolvedAccount(RegistrationResult Registration, Grant? Grant, bool IsOtherAccountConnected)
{
    /// <summary>The scopes of the connection that the sign-in renews.</summary>
    public IReadOnlyList<string> PreviousScopes => IsOtherAccountConnected ? [] : Grant?.Scopes ?? [];
}
