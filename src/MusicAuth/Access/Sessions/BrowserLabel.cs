namespace MusicAuth.Access.Sessions;

/// <summary>A browser in words for its own user, who knows which ones they have: "Firefox on Linux".</summary>
public static class BrowserLabel
{
    // The first that fits: nearly all call themselves Safari, and many Chrome.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("Vivaldi/", "Vivaldi"), ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"), ("curl/", "curl"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    public static string? Of(string? userAgent) => (NameIn(Browsers, userAgent), NameIn(Systems, userAgent)) switch
    {
        ({ } browser, { } system) => $"{browser} on {system}",
        var (browser, system) => browser ?? system,
    };

    private static string? NameIn((string Mark, string Name)[] known, string? userAgent) =>
        userAgent is null ? null : known.FirstOrDefault(
            one => userAgent.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
