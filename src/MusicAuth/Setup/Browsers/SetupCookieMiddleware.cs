namespace MusicAuth.Setup.Browsers;

/// <summary>Gives the setup cookie to a browser that opens the owner link, while the instance has no owner.</summary>
internal sealed class SetupCookieMiddleware(RequestDelegate next, SetupCookie cookie)
{
    private const int MaxSecretLength = 128;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        return HttpMethods.IsGet(request.Method) && request.Path == "/login"
            && request.Query["claim"] is [{ Length: > 0 and <= MaxSecretLength } secret]
                ? GiveCookieAsync(context, new Secret(secret))
                : next(context);
    }

    private async Task GiveCookieAsync(HttpContext context, Secret link)
    {
        var services = context.RequestServices;
        if (await services.GetRequiredService<OwnerLinkStore>().IsValidAsync(link, context.RequestAborted)
            && !await services.GetRequiredService<UserStore>().HasOwnerAsync(context.RequestAborted))
            cookie.Write(context.Response, link.Hash);
        await next(context);
    }
}
