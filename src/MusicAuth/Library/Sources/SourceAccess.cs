namespace MusicAuth.Library.Sources;

/// <summary>With which token a source is asked, for whom, and how much it matters.</summary>
/// <param name="Token">The user's own.</param>
/// <param name="UserId">Null while somebody signs in.</param>
/// <param name="Priority">Background where nobody waits for the answer.</param>
public readonly record struct SourceAccess(
    AccessToken Token, Guid? UserId, CallPriority Priority = CallPriority.Interactive)
{
    public static SourceAccess ForSignIn(AccessToken token) => new(token, UserId: null, CallPriority.SignIn);

    public CallContext CallContextFor(string provider, string pathAndQuery) =>
        new(provider, ProviderEndpoint.Api, Priority, UserId) { Resource = CallResource.ForGet(pathAndQuery) };
}
