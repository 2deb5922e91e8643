using System.Text.Encodings.Web;

namespace MusicAuth.SignIn;

/// <summary>
/// A page of another site must not begin a flow by itself, so its link leads to a page with a link to continue
/// (docs/security.md T8). Not a form, because form-action 'self' would also block the redirect to the provider.
/// </summary>
internal static class ContinuePage
{
    public static bool IsNeeded(HttpRequest request)
    {
        var destination = request.Headers["Sec-Fetch-Dest"].ToString();
        if (destination is not ("" or "document"))
            throw new ProblemException(
                ProblemCode.CrossSiteRequest, "A sign-in starts only when the browser opens its address as a page.");
        return request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");
    }

    public static IResult Render(ProviderRegistration provider, HttpRequest request)
    {
        var html = HtmlEncoder.Default;
        var address = html.Encode(request.Path + request.QueryString.ToUriComponent());
        var name = html.Encode(provider.DisplayName);
        return Results.Content(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Sign in to {name} – MusicAuth</title>
            <link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/app.css"></head>
            <body><main class="continue">
            <p class="brand"><img src="/favicon.svg" alt="" width="36" height="36"> MusicAuth</p>
            <h1>Sign in to {name}?</h1>
            <p>Another site sent you here. Continue only if you want to connect {name} to this MusicAuth.</p>
            <p class="actions"><a class="button primary" href="{address}">Continue to {name}</a>
            <a href="/">Cancel</a></p>
            </main></body></html>
            """,
            "text/html; charset=utf-8");
    }
}
