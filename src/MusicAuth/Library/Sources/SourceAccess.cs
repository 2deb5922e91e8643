namespace MusicAuth.Library.Sources;

/// <summary>The credentials and the priority of a call to a provider.</summary>
/// <param name="Token">The user's access token.</param>
/// <param name="UserId">Null during a sign-in.</param>
/// <param name="Priority">The priority for the outbound limiter.</param>
public readonly record struct SourceAccess(
    AccessToken Token, Guid? UserId, CallPriority Priority = CallPriority.Interactive)
{
    public static SourceAccess ForSignIn(AccessToken token) => new(token, UserId: null, CallPriority.SignIn);

    public CallContext CallContextFor(string provider, string pathAndQuery) =>
        new(provider, ProviderEndpoint.Api, Priority, UserId) { Resource = CallResource.ForGet(pathAndQuery) };
}
