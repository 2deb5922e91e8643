namespace MusicAuth.Setup.Browsers;

/// <summary>
/// Whether a browser can set up an instance that has no owner: it opened the owner link, or it is on the machine itself
/// and its first sign-in would make the owner.
/// </summary>
internal sealed class SetupBrowserCheck(
    SetupCookie cookie, LocalBrowserDetector local, RegistrationRules rules, PublicAddress address,
    ScopedServices scopes)
{
    /// <exception cref="ProblemException">cross_site_request.</exception>
    public async ValueTask<bool> IsAllowedAsync(HttpContext context)
    {
        if (BearerToken.IsPresent(context.Request))
            return false;
        var links = cookie.ReadLinks(context.Request);
        var isLocal = local.IsSenderOf(context);
        if ((links.Count == 0 && !isLocal) || !await IsOpenAsync(links, isLocal, context.RequestAborted))
            return false;
        return OriginCheck.FindRefusalOfBrowser(context.Request, address) is { } crossSite ? throw crossSite : true;
    }

    private async Task<bool> IsOpenAsync(
        IReadOnlyList<byte[]> links, bool isLocal, CancellationToken cancellationToken)
    {
        var (hasUsers, hasOwner) = await scopes.UseAsync(async (UserStore users) =>
            (await users.AnyAsync(cancellationToken), await users.HasOwnerAsync(cancellationToken)));
        if (hasOwner)
            return false;
        if (isLocal && rules.MakesOwner(new OwnershipState(hasUsers, hasOwner, HasOwnerLink: false)))
            return true;
        foreach (var link in links)
        {
            if (await scopes.UseAsync((OwnerLinkStore store) => store.IsValidAsync(link, cancellationToken)))
                return true;
        }

        return false;
    }
}
