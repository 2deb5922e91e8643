namespace MusicAuth.Access.Registration;

/// <summary>The browser of a sign-in, and the link that it came through.</summary>
/// <param name="IsLoopback">Whether the browser is on this machine and uses no proxy.</param>
/// <param name="OwnerLink">The secret of the owner link.</param>
/// <param name="Invitation">The secret of the invitation.</param>
internal sealed record SignInContext(bool IsLoopback, Secret? OwnerLink, Secret? Invitation, BrowserInfo Browser)
{
    public static SignInContext Of(HttpContext context, Secret? ownerLink = null, Secret? invitation = null) => new(
        context.RequestServices.GetRequiredService<LocalBrowserDetector>().IsSenderOf(context), ownerLink, invitation,
        BrowserInfo.Of(context));
}
