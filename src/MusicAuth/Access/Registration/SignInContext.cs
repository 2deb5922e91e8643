namespace MusicAuth.Access.Registration;

/// <summary>How an account came to our callback.</summary>
/// <param name="IsLoopback">Straight from a browser on this machine.</param>
/// <param name="OwnerLink">What the owner link carried.</param>
/// <param name="Browser">The browser.</param>
public sealed record SignInContext(bool IsLoopback, Secret? OwnerLink, BrowserInfo Browser)
{
    public static SignInContext Of(HttpContext context, Secret? claim) => new(
        context.RequestServices.GetRequiredService<LocalBrowserDetector>().IsSenderOf(context), claim, BrowserInfo.Of(context));
}
