using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http.Extensions;

namespace MusicAuth.Sandbox.Consent;

/// <summary>Pages without script. Every choice is a link, which a test can follow too.</summary>
internal static class ConsentPage
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

    public static void MapStyle(IEndpointRouteBuilder routes)
    {
        using var stream = typeof(ConsentPage).Assembly.GetManifestResourceStream("consent.css")!;
        using var reader = new StreamReader(stream);
        var css = reader.ReadToEnd();
        routes.MapGet("/consent.css", () => ByteResult.Text(css, 200, "text/css; charset=utf-8")
            .With("Cache-Control", "no-cache"));
    }

    public static ByteResult Render(
        HttpRequest request, string provider, string app, IEnumerable<string> scopes, IEnumerable<SandboxUser> users,
        Func<SandboxUser, string> describe)
    {
        var page = new StringBuilder();
        page.Append($"<h1>{Encode(app)} asks for access to your {Encode(provider)} account</h1>");
        page.Append("<p>It will be able to:</p><ul class=\"scopes\">");
        var none = true;
        foreach (var scope in scopes)
        {
            none = false;
            page.Append($"<li>{Encode(scope)}</li>");
        }

        if (none) page.Append("<li>See your public profile</li>");
        page.Append("</ul><h2>Continue as</h2><ul class=\"people\">");
        foreach (var user in users)
        {
            var name = user.DisplayName ?? user.Name;
            var choice = Choice(request, "person", user.Name);
            page.Append($"<li><a data-person=\"{Encode(user.Name)}\" href=\"{Encode(choice)}\">")
                .Append($"<span class=\"face\" aria-hidden=\"true\">{Encode(name[..1])}</span>")
                .Append($"<span><strong>{Encode(name)}</strong>")
                .Append($"<small>{Encode(describe(user))}</small></span></a></li>");
        }

        var refusal = Choice(request, "refuse", "1");
        page.Append($"</ul><p><a class=\"refuse\" data-refuse href=\"{Encode(refusal)}\">Refuse</a></p>");
        return Frame(provider, "Allow access", page.ToString(), 200);
    }

    public static ByteResult Error(string provider, string message) =>
        Frame(provider, "Error", $"<h1>This sign-in cannot continue</h1><p class=\"error\">{Encode(message)}</p>", 400);

    public static ByteResult Welcome() => Frame("Sandbox", "Simulated providers",
        "<h1>Simulated Spotify and Deezer</h1><p>This page has no content. Open MusicAuth and sign in: "
        + "a page of this server then lets you choose a simulated user.</p>", 200);

    public static string LibrarySummary(int playlists, int favorites) => playlists + favorites == 0
        ? "an empty library"
        : string.Create(CultureInfo.InvariantCulture, $"{playlists:N0} playlists, {favorites:N0} favourites");

    private static ByteResult Frame(string provider, string title, string body, int status) => ByteResult.Html(
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Encode(title)} – {Encode(provider)} (sandbox)</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/consent.css">
        </head>
        <body class="{Encode(provider.ToLowerInvariant())}">
        <main>
        <p class="brand">{Encode(provider)} <span>sandbox</span></p>
        {body}
        </main>
        <footer>A simulation for tests and demonstrations. No real account is involved.</footer>
        </body>
        </html>

        """, status)
        .With("Cache-Control", "no-store")
        .With("Referrer-Policy", "no-referrer")
        .With("X-Frame-Options", "DENY")
        .With("Content-Security-Policy", Policy);

    private static string Choice(HttpRequest request, string name, string value) =>
        UriHelper.BuildRelative(request.PathBase, request.Path, request.QueryString.Add(name, value));

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
