namespace MusicAuth.Access.Sessions;

/// <summary>Describes a browser to its user: "Firefox on Linux".</summary>
internal static class BrowserLabel
{
    // The first match counts: nearly all browsers also name Safari, and many name Chrome.
    private static readonly (string Token, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("Vivaldi/", "Vivaldi"), ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"), ("curl/", "curl"),
    ];

    private static readonly (string Token, string Name)[] Systems =
    [
        ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    public static string? Of(string? userAgent) => (NameIn(Browsers, userAgent), NameIn(Systems, userAgent)) switch
    {
        ({ } browser, { } system) => $"{browser} on {system}",
        var (browser, system) => browser ?? system,
    };

    private static string? NameIn((string Token, string Name)[] known, string? userAgent) =>
        userAgent is null ? null : known.FirstOrDefault(
            entry => userAgent.Contains(entry.Token, StringComparison.Ordinal)).Name;
}
