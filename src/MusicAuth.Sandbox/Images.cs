using MusicAuth.Sandbox.People;

namespace MusicAuth.Sandbox;

/// <summary>Covers drawn from their name, so that a demonstration without a network has pictures.</summary>
internal static class Images
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/images/{name}.svg", (string name) =>
    {
        var seed = name.Aggregate(17L, (sum, letter) => unchecked((sum * 31) + letter));
        var (from, to) = (Hash.Of(seed) % 360, Hash.Of(seed + 1) % 360);
        var svg = $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
            <rect width="64" height="64" fill="hsl({from} 55% 45%)"/>
            <circle cx="{10 + (from % 44)}" cy="{10 + (to % 44)}" r="22" fill="hsl({to} 65% 60%)"/>
            </svg>
            """;
        return Answer.Text(svg, 200, "image/svg+xml").With("Cache-Control", "public, max-age=86400");
    });
}
