namespace MusicAuth.Sandbox;

/// <summary>
/// Covers that are drawn from a name, as data URLs. A page loads pictures only by https or from its own origin, and
/// the sandbox is neither.
/// </summary>
internal static class CoverImages
{
    private static readonly string[] BackgroundColours =
        ["2b4a6f", "7a4d05", "2f6846", "6d3b6e", "8c3b32", "35626b", "5a5130"];
    private static readonly string[] ShapeColours = ["e8c07d", "9dbde2", "93cda6", "d9a7c7", "f0a196", "d8d2c2"];

    public static string Url(string name)
    {
        var seed = Hash.Seed(name);
        var (x, y, size) = (Hash.Of(seed + 2) % 9, Hash.Of(seed + 3) % 9, 2 + (Hash.Of(seed + 4) % 3));
        return "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 8 8%22%3E"
            + $"%3Cpath fill=%22%23{Hash.Pick(BackgroundColours, seed)}%22 d=%22M0 0h8v8H0%22/%3E"
            + $"%3Ccircle cx=%22{x}%22 cy=%22{y}%22 r=%22{size}%22 "
            + $"fill=%22%23{Hash.Pick(ShapeColours, seed + 1)}%22/%3E"
            + "%3C/svg%3E";
    }
}
