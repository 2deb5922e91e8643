using System.Text.Json.Serialization;

namespace MusicAuth.Operations.Updates;

/// <summary>The members that MusicAuth reads of a release of GitHub's REST API.</summary>
internal sealed record Release(
    [property: JsonPropertyName("tag_name")] string? TagName,
    [property: JsonPropertyName("html_url")] string? HtmlUrl)
{
    /// <summary>The numbers of a version such as v1.2.3 or 1.2.3-preview.1; null for another text.</summary>
    public static Version? NumbersOf(string? version) =>
        Version.TryParse(version?.TrimStart('v').Split('-', '+')[0], out var numbers) ? numbers : null;
}
