namespace MusicAuth.SignIn.Completion;

/// <summary>The user that a sign-in found or created for an account.</summary>
/// <param name="Registration">The user of the account, and the changes of the sign-in.</param>
/// <param name="Grant">The user's connection to the provider before the sign-in.</param>
/// <param name="IsOtherAccountConnected">The connection belongs to another account and stays.</param>
internal sealed record ResolvedAccount(RegistrationResult Registration, Grant? Grant, bool IsOtherAccountConnected)
{
    /// <summary>The scopes of the connection that the sign-in renews.</summary>
    public IReadOnlyList<string> PreviousScopes => IsOtherAccountConnected ? [] : Grant?.Scopes ?? [];

    /// <summary>Whether a consent replaces that of the connection, for the same account, app and scopes.</summary>
    public bool IsRenewedBy(Consent consent) => !IsOtherAccountConnected && Grant is { } grant
        && grant.AccountId == consent.Account.Key && grant.ClientId == consent.ClientId
        && grant.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(consent.Tokens.Scopes ?? []);
}
