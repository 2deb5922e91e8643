namespace MusicAuth.Access.Registration;

/// <summary>The browser and the owner link of a sign-in.</summary>
/// <param name="IsLoopback">Whether the browser is on this machine and uses no proxy.</param>
/// <param name="OwnerLink">The secret of the owner link.</param>
internal sealed record SignInContext(bool IsLoopback, Secret? OwnerLink, BrowserInfo Browser)
{
    public static SignInContext Of(HttpContext context, Secret? ownerLink) => new(
        context.RequestServices.GetRequiredService<LocalBrowserDetector>().IsSenderOf(context), ownerLink,
        BrowserInfo.Of(context));
}
