using System.Reflection;

namespace MusicAuth.Operations.Updates;

/// <summary>The search for a newer release; section <c>Updates</c>.</summary>
internal sealed class UpdatesOptions
{
    public const string Section = "Updates";

    /// <summary>Whether MusicAuth asks once a day for a newer release. It then tells the owner on the page.</summary>
    public bool Check { get; set; }

    /// <summary>
    /// The https address that describes the latest release in the form of GitHub's REST API. A released program knows
    /// that of its own project.
    /// </summary>
    public string FeedUrl { get; set; } = typeof(UpdatesOptions).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(data => data.Key == "ReleaseFeed")?.Value ?? "";

    internal IEnumerable<string> Errors()
    {
        if (Check && !IsFeed())
            yield return "Updates:Check is on, but Updates:FeedUrl is not an https address. Set it to the address of "
                + "the latest release, for example https://api.github.com/repos/OWNER/NAME/releases/latest.";
    }

    private bool IsFeed() => Uri.TryCreate(FeedUrl, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
